#!/usr/bin/env bats
# hwreg export html: what the file is made of. tests/html tries it in a browser.

setup() {
	load helpers
	bats_require_minimum_version 1.5.0
	page=$BATS_TEST_TMPDIR/page.html
	unset HWREG_BOARD HWREG_BOARD_PATH
}

# What the scripts of the page find in its JSON, by a jq filter
data() { # FILTER
	sed -n '/<script type="application\/json" id="data">/,/<\/script>/p' "$page" |
		sed 's/^<script[^>]*>//; s/^<\/script>$//' | jq -r "$1"
}

@test "export html: one document, the same each time" {
	"$HWREG" export html "$SRCTREE/boards/demo.yaml" >"$page"
	"$HWREG" export html "$SRCTREE/boards/demo.yaml" --out "$page.again"
	cmp "$page" "$page.again"
	[ "$(head -1 "$page")" = '<!DOCTYPE html>' ]
	[ "$(tail -1 "$page")" = '</html>' ]
	[ "$(grep -c '<title>demo</title>' "$page")" -eq 1 ]
}

@test "export html: nothing in it is loaded from anywhere" {
	"$HWREG" export html "$SRCTREE/boards/demo.yaml" >"$page"
	[ "$(grep -oiE '(src|srcset|poster|action|background|cite)="[^"]*"' "$page" | wc -l)" -eq 0 ]
	[ "$(grep -oE 'href="[^"]*"' "$page" | grep -cvE '^href="(#|data:image/svg)')" -eq 0 ]
	[ "$(grep -ciE '@import|url\(|importScripts|XMLHttpRequest|fetch\(|WebSocket|sendBeacon' "$page")" -eq 0 ]
	grep -q "content=\"default-src 'none'; " "$page"
}

@test "export html: its policy allows its own style and script alone, by their hashes" {
	"$HWREG" export html "$SRCTREE/boards/demo.yaml" >"$page"
	python3 - "$page" <<-'END'
		import base64, hashlib, re, sys
		text = open(sys.argv[1], encoding="utf-8").read()
		policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text).group(1)
		for kind, tag in (("style-src", "style"), ("script-src", "script")):
		    inside = re.search(f"<{tag}>(.*?)</{tag}>", text, re.S).group(1)
		    digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
		    assert f"{kind} 'sha256-{digest}';" in policy, (kind, digest, policy)
	END
}

@test "export html: texts of a board stay texts" {
	"$HWREG" export html "$SRCTREE/tests/html/hostile.yaml" >"$page"
	[ "$(grep -o '</script' "$page" | wc -l)" -eq 2 ]
	[ "$(grep -o '</noscript' "$page" | wc -l)" -eq 1 ]
	[ "$(grep -c '<img\|<svg\|<!--' "$page")" -eq 0 ]
	[ "$(data .description)" = "</script><script>hacked=1</script><!-- <img src=x onerror=hacked=2> &lt;b&gt; \"quoted\" 'single' \\ "$'\u2028\u2029 … 😀' ]
	[ "$(data '.blocks[0].d')" = '</noscript><style>*{display:none}</style>{{data}} ${hacked=3}' ]
	# raw, older readers of JavaScript take these two for ends of lines
	[ "$(data . | tail -1)" = '}' ]
	[ "$(grep -c $'\u2028' "$page")" -eq 0 ]
}

@test "export html: blocks of one type share their registers, registers their fields" {
	"$HWREG" export html "$SRCTREE/boards/demo.yaml" >"$page"
	[ "$(data '[.blocks[] | select(.t == "timer") | .l] | unique | length')" -eq 1 ]
	[ "$(data '[.blocks[] | select(.t == "uart") | .l] | unique | length')" -eq 2 ]
	[ "$(data '[.layouts[][] | select(.n | startswith("PORTA.PIN")) | .f] | unique | length')" -eq 1 ]
}

@test "export html: a board without blocks" {
	printf 'hwreg: 1\nboard: none\n' >"$page.yaml"
	run -0 "$HWREG" export html "$page.yaml" --out "$page"
	[ -z "$output" ]
	[ "$(data '.board, (.blocks | length)')" = $'none\n0' ]
}

@test "export html: wrong boards and full disks are told" {
	refused 2 "no board nonsense.yaml in" export html nonsense
	run -3 "$HWREG" export html "$SRCTREE/boards/demo.yaml" --out /dev/full
	[ "$output" = "hwreg: /dev/full: No space left on device" ]
}
