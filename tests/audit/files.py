# SPDX-License-Identifier: MIT
"""save, diff and restore"""

from line import Line, stretches
from model import Item, Refused, Stopped
from registers import mask_of
from snapshots import do_diff, do_diff_reset, do_restore


class Files:
    """A part of Commands"""

    def save(self):
        made = [self.words.location() for _ in range(self.rng.choice((1, 1, 2)))]

        def start():
            locations = [make() for _, make in made]
            if not all(item.whole for each in locations for item in each.items):
                raise Refused("parts")
            self.check_twice(locations)
            return self.do_save(locations)
        return Line(["save", "--out", "./saved"] + [word for word, _ in made], start)

    @staticmethod
    def check_twice(locations):
        """Places without a name can be in a file once"""
        items = [item for each in locations for item in each.items
                 if not item.reg and not item.skip]
        for i, item in enumerate(items):
            if any(other.address <= item.last and item.address <= other.last
                   for other in items[:i]):
                raise Refused("twice")

    def do_save(self, locations):
        for location in locations:
            try:
                yield from self.select(location)
            except Stopped:
                pass
        for location in locations:
            for stretch in stretches(location):
                if not stretch[0].skip and stretch[0].width <= 64:
                    yield from self.save_stretch(stretch, location.kind != "one")

    def save_stretch(self, stretch, several):
        try:
            for item in stretch:
                yield from self.model.check(item)
        except Stopped:
            if not several:
                raise
        else:
            for item in stretch:
                yield from self.model.read(item)
            return
        for item in stretch:
            try:
                yield from self.check_read(item)
            except Stopped:
                pass

    def snapshot(self):
        """A file as save makes it, and what is in it: [(item, value)]"""
        rng, entries, lines, seen = self.rng, [], [], set()
        for _ in range(rng.randrange(1, 7)):
            if rng.random() < 0.75:
                item = Item(self.words.register())
                key = item.reg.full
            else:
                item = self.words.place()
                item.reg = self.model.at(item, False)
                key = f"{item.address:#010x}@{item.width}{'be' * (item.endian == 'big')}"
            # a number must not be what is there by its name too
            if item.width > 64 or key in seen or any(
                    other.address <= item.last and item.address <= other.last and
                    "0" in (key[0], name[0]) for other, _, name in entries):
                continue
            seen.add(key)
            value = rng.choice((0, mask_of(item.width), rng.getrandbits(item.width)))
            lines.append(f"  {key}: [{item.address:#x}, {item.width}, {value:#x}]"
                         if key[0] != "0" else f"  {key}: [{value:#x}]")
            entries.append((item, value, key))
        text = "hwreg-snapshot: 1\nboard: audit\nregisters:\n" + "\n".join(lines) + "\nend: true\n"
        return self.file(text.encode()), entries

    def diff(self):
        path, entries = self.snapshot()
        changing = self.rng.random() < 0.3

        def start():
            if not entries:
                raise Refused("no registers")
            return do_diff(self, entries, changing)
        return Line(["diff"] + ["--volatile"] * changing + [path], start)

    def diff_reset(self):
        made = [self.words.location() for _ in range(self.rng.choice((1, 2)))]

        def start():
            locations = [make() for _, make in made]
            if not all(item.whole for each in locations for item in each.items):
                raise Refused("parts")
            return do_diff_reset(self, locations)
        return Line(["diff", "--reset"] + [word for word, _ in made], start)

    def restore(self):
        path, entries = self.snapshot()
        verify = self.rng.random() < 0.3

        def start():
            if not entries:
                raise Refused("no registers")
            return do_restore(self, entries, verify)
        return Line(["restore"] + ["--verify"] * verify + [path], start)
