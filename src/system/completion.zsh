#compdef hwreg
# Completion of hwreg in zsh, a function of fpath: the command knows its words
eval "$(hwreg completion zsh)"
_hwreg "$@"
