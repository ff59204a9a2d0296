# shellcheck shell=bash
# Completion of hwreg in bash, loaded by bash-completion when it is first wanted: the command knows its words
# shellcheck source=/dev/null
source <(hwreg completion bash)
