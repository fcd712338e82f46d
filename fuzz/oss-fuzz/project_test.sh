#!/usr/bin/env bash
# What goes to OSS-Fuzz says whence it is cloned and whom to write to; and without these there is no project.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "$*" >&2; exit 1; }

"$here/project.sh" "$work/project" someone@host.invalid https://host.invalid/znspec.git
grep -qx 'main_repo: "https://host.invalid/znspec.git"' "$work/project/project.yaml" || fail "no repository"
grep -qx 'homepage: "https://host.invalid/znspec"' "$work/project/project.yaml" || fail "no home page"
grep -qx 'primary_contact: "someone@host.invalid"' "$work/project/project.yaml" || fail "no contact"
grep -qx 'language: c++' "$work/project/project.yaml" || fail "no language"
grep -qx 'ARG REPOSITORY=https://host.invalid/znspec.git' "$work/project/Dockerfile" || fail "it clones nothing"
[[ -x "$work/project/build.sh" ]] || fail "no build.sh"

! "$here/project.sh" "$work/none" nobody https://host.invalid/znspec.git 2> "$work/log" || fail "nobody is a contact"
! "$here/project.sh" "$work/none" someone@host.invalid /srv/znspec.git 2> "$work/log" || fail "a folder is a repository"
[[ ! -e "$work/none" ]] || fail "a project without addresses"
