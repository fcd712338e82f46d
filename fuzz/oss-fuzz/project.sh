#!/usr/bin/env bash
# project.sh FOLDER CONTACT [REPOSITORY]: the folder for OSS-Fuzz's projects/, with the addresses that only who publishes
# this knows: whom to write to, and whence it is cloned (by default, the remote `origin`).
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
[[ $# -ge 2 && "$2" == *@*.* ]] || { sed -n '2,3s/^# //p' "${BASH_SOURCE[0]}" >&2; exit 2; }
folder=$1 contact=$2 repository=${3:-$(git -C "$here" remote get-url origin)}
[[ "$repository" == https://* ]] || { echo "project.sh: OSS-Fuzz clones from https://, not from $repository" >&2; exit 2; }

mkdir -p "$folder"
cp "$here/build.sh" "$folder/"
sed "s|^ARG REPOSITORY\$|&=$repository|" "$here/Dockerfile" > "$folder/Dockerfile"
{
  printf 'homepage: "%s"\nmain_repo: "%s"\nprimary_contact: "%s"\n' "${repository%.git}" "$repository" "$contact"
  cat "$here/project.yaml"
} > "$folder/project.yaml"
