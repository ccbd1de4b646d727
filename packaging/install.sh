#!/bin/sh
# Installs what was built, or removes it again. usage: install.sh BUILD DESTDIR PREFIX | install.sh --remove DESTDIR PREFIX
#
# Below PREFIX: bin/brandpunt; share/brandpunt, the example town with its config.ini, to be copied; share/locale; share/man;
# the completion of bash and zsh; share/doc/brandpunt, with an example for systemd. The program finds its translations beside
# its own place, whatever PREFIX is. ZSH_FUNCTIONS names another place than share/zsh/site-functions.
set -eu
build=$1
prefix=$3
root=$2$prefix
zsh=$2${ZSH_FUNCTIONS:-$prefix/share/zsh/site-functions}
doc=$root/share/doc/brandpunt

if [ "$build" = --remove ]; then
    rm -rf "$root/bin/brandpunt" "$root/share/brandpunt" "$doc" "$root/share/bash-completion/completions/brandpunt" "$zsh/_brandpunt"
    rm -f "$root"/share/locale/*/LC_MESSAGES/brandpunt.mo
    for man in "$root/share/man" "$root"/share/man/*; do
        rm -f "$man/man1/brandpunt.1" "$man"/man1/brandpunt-*.1 "$man/man5/brandpunt.ini.5"
    done
    exit
fi

# put MODE FILE... FOLDER
put() {
    mode=$1
    shift
    for folder; do :; done
    while [ $# -gt 1 ]; do
        install -D -m "$mode" "$1" "$folder/$(basename "$1")"
        shift
    done
}

put 755 "$build/brandpunt" "$root/bin"
put 644 config.ini "$root/share/brandpunt"
put 644 fixtures/input/* "$root/share/brandpunt/fixtures/input"
(cd "$build" && find locale man -name '*.mo' -o -name '*.[15]') | while read -r file; do
    install -D -m 644 "$build/$file" "$root/share/$file"
done
put 644 "$build/completion/brandpunt" "$root/share/bash-completion/completions"
put 644 "$build/completion/_brandpunt" "$zsh"
put 644 README.md CHANGELOG.md SECURITY.md CONTRIBUTING.md CODE_OF_CONDUCT.md LICENCE "$doc"
put 644 docs/*.* "$doc/docs"
put 644 docs/en/* "$doc/docs/en"
put 644 docs/gallery/* "$doc/docs/gallery"
for unit in packaging/systemd/*; do
    install -D -m 644 "$unit" "$doc/examples/$(basename "$unit")"
    sed -i "s|/usr/bin/brandpunt|$prefix/bin/brandpunt|" "$doc/examples/$(basename "$unit")"
done
