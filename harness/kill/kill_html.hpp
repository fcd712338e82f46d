// What the page of the kill matrix has beyond the shared parts: its own style, and its script.
#pragma once

namespace zns::harness::html {

extern const char* const kKillStyle;       // kill_script.cpp
extern const char* const kKillScript;      // sorts by a column, shows what is asked for
extern const char* const kKillScriptHash;  // of all bytes of kKillScript, "sha256-BASE64"

}  // namespace zns::harness::html
