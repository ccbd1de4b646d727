#!/bin/sh
# Uses the Debian package as its users do: installs it, makes the maps of the example town as an ordinary user in an empty folder, puts a
# newer version over it while a run is busy, removes it, and looks at what is left. Before that: built again in another folder, with another
# clock, language and mask, the package must be the same.
# usage: package.sh FOLDER       with the package that `make deb` left there; as root
#
# All of it happens in a copy of this system that is gone afterwards (an overlay in a mount namespace of its own). FRESH=1 takes an empty
# Debian instead, made with mmdebstrap over the network (or that of FRESH=FILE.tar, and then only packages come from the network), which shows that
# the package names all that it needs. SAME=no leaves the second build out.
set -u
folder=$(cd "$1" && pwd)
deb=$(ls "$folder"/brandpunt_*.deb)
[ "$(id -u)" -eq 0 ] || { echo "package: skipped: this needs root"; exit 0; }
unshare -m true 2> /dev/null || { echo "package: skipped: this system allows no mount namespace"; exit 0; }

if [ -z "${INSIDE:-}" ]; then
    failed=0
    if [ "${SAME:-}" != no ]; then
        again=$(mktemp -d)
        (umask 027 && TZ=Asia/Tokyo LC_ALL=C sh packaging/build-deb.sh "$again/some/where" > "$again/log" 2>&1) || { tail -n 20 "$again/log"; failed=1; }
        if cmp "$deb" "$again/some/where/$(basename "$deb")"; then echo "ok: built again, it is the same to the byte"; else failed=1; fi
        rm -rf "$again"
    fi
    work=$(mktemp -d)
    case ${FRESH:-} in
    '') ;;
    *.tar) mkdir "$work/system" && tar -xf "$FRESH" -C "$work/system" || exit 1 ;;
    *) mmdebstrap --quiet --variant=minbase bookworm "$work/system" || exit 1 ;;
    esac
    INSIDE=$work unshare -m --propagation private sh "$0" "$folder" || failed=1
    rm -rf "$work"
    [ "$failed" -eq 0 ] && echo "package: all is well"
    exit "$failed"
fi

work=$INSIDE
system=$work/system
if [ -z "${FRESH:-}" ]; then
    mkdir -p "$work/layers" "$system"
    mount -t tmpfs tmpfs "$work/layers"
    mkdir "$work/layers/upper" "$work/layers/work"
    mount -t overlay overlay -o "lowerdir=/,upperdir=$work/layers/upper,workdir=$work/layers/work" "$system" || exit 1
fi
if [ -n "${FRESH:-}" ]; then
    cp -L /etc/resolv.conf "$system/etc/"
    cp /etc/apt/apt.conf.d/* "$system/etc/apt/apt.conf.d/"
fi
mount -t proc proc "$system/proc"
mount --rbind /dev "$system/dev"
mount -t tmpfs tmpfs "$system/tmp"
trap 'umount -l "$system/tmp" "$system/dev" "$system/proc"; [ -n "${FRESH:-}" ] || umount -l "$system" "$work/layers"' EXIT
cp "$deb" "$system/tmp/brandpunt.deb"
dpkg-deb -R "$deb" "$work/newer"
sed -i 's/^Version: \(.*\)-1$/Version: \1-2/' "$work/newer/DEBIAN/control"
dpkg-deb -b "$work/newer" "$system/tmp/newer.deb" > /dev/null

cat > "$system/tmp/inside.sh" << 'INSIDE'
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
wrong=0
ok() { what=$1; shift; if "$@"; then echo "ok: $what"; else echo "WRONG: $what"; wrong=1; fi; }
every_file() { find / -xdev \( -path /proc -o -path /dev -o -path /tmp -o -path /var/lib/dpkg -o -path /var/lib/apt -o -path /var/cache -o -path /var/log -o -path /home -o -path /root -o -path /run \) -prune -o -print | sort; }
as_user() { (cd "$1" && shift && setpriv --reuid=planner --regid=planner --clear-groups env -i HOME=/home/planner PATH=/usr/bin:/bin LANG=nl_NL.UTF-8 "$@"); }
useradd --create-home planner
if [ "$1" = fresh ]; then
    # What it needs comes along, and is not what is looked at.
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends /tmp/brandpunt.deb && dpkg --purge brandpunt; } > /tmp/log 2>&1 ||
        { tail -n 20 /tmp/log; echo "WRONG: apt-get cannot install it"; exit 1; }
fi
every_file > /tmp/before
ok "it installs" sh -c 'dpkg -i /tmp/brandpunt.deb > /tmp/log 2>&1 || { cat /tmp/log; false; }'
ok "its files are as packed" test -z "$(dpkg --verify brandpunt)"
ok "the program finds all its libraries" sh -c '! ldd /usr/bin/brandpunt | grep "not found"'
mkdir /home/planner/een /home/planner/twee
chown planner: /home/planner/*
for town in een twee; do as_user /home/planner/$town cp -r /usr/share/brandpunt/. .; done
ok "the example town, by an ordinary user" as_user /home/planner/een brandpunt --quiet run
ok "it speaks Dutch" sh -c 'brandpunt densiti 2>&1 | grep -q misschien'
ok "with fifteen results or more" test "$(ls /home/planner/een/resultaat | wc -l)" -ge 15
ok "all of them the user's own" test -z "$(find /home/planner/een ! -user planner)"

# A newer version over a run that is busy: it goes on, and makes what it would have made.
as_user /home/planner/twee brandpunt --quiet run & run=$!
while [ ! -s /home/planner/twee/resultaat/lindehaven.sqlite ] && kill -0 $run 2> /dev/null; do sleep 0.05; done
ok "the newer version goes over it" sh -c 'dpkg -i /tmp/newer.deb > /tmp/log 2>&1 || { cat /tmp/log; false; }'
ok "while the run was busy" kill -0 $run
ok "which ends well" wait $run
ok "and left what the first one left" diff -r -x 'lindehaven.*' /home/planner/een/resultaat /home/planner/twee/resultaat
ok "the newer version works on that database" as_user /home/planner/twee sh -c 'brandpunt status > status.txt'
case $(dpkg-query -W -f='${Version}' brandpunt) in *-2) ;; *) echo "WRONG: the older version is there"; wrong=1 ;; esac

(cd /home/planner && find . -type f -exec sha256sum {} + | sort) > /tmp/had
ok "it is removed" sh -c 'dpkg --remove brandpunt > /tmp/log 2>&1 || { cat /tmp/log; false; }'
ok "and purged" sh -c 'dpkg --purge brandpunt > /tmp/log 2>&1 || { cat /tmp/log; false; }'
every_file > /tmp/after
ok "nothing of it is left" diff /tmp/before /tmp/after
(cd /home/planner && find . -type f -exec sha256sum {} + | sort) > /tmp/has
ok "and everything of the user is" cmp /tmp/had /tmp/has
exit $wrong
INSIDE
chroot "$system" sh /tmp/inside.sh ${FRESH:+fresh}
