// Sizes, limits, and the order of commands in flight together.
#include "reference/variants/parts.hpp"

namespace zns::variants {
namespace {

Variant sized(std::string_view id, std::string_view what, std::string_view options) {
  return {.id = id, .what = what, .clauses = {"ZNS-ZM-004", "IDZ-011"}, .options = options};
}

Variant limited(std::string_view id, std::string_view what, std::string_view options) {
  return {.id = id, .what = what, .clauses = {"ZNS-RES-001"}, .options = options};
}

Variant transfers(std::string_view id, std::string_view what, std::string_view options) {
  return {.id = id, .what = what, .clauses = {"IDC-004", "IDC-005"}, .options = options};
}

Variant ordered(std::string_view id, std::string_view what, std::string_view options, Conduct conduct = {}) {
  return {.id = id, .what = what, .clauses = {"ZNS-ORD-001", "ZNS-ORD-004"}, .options = options, .conduct = conduct};
}

}  // namespace

Topic size_variants() {
  return {
      sized("zsze-no-power-of-two", "Zones of 45 blocks, of which 37 can be written.", "zsze=45,zcap=37"),
      sized("zcap-is-zsze", "Zones can be written to their end.", "zsze=64,zcap=64"),
      sized("one-zone", "The namespace is one zone.", "zones=1"),
      sized("one-block-zones", "Zones of one block.", "zsze=1,zcap=1"),
      sized("blocks-of-512-bytes", "Blocks of 512 bytes, in zones of a thousand.", "lba=512,zsze=1024,zcap=1000"),
      sized("blocks-of-64-kib", "Blocks of 64 KiB.", "lba=65536,mdts=6,zasl=5,zsze=24,zcap=20"),
      sized("beyond-32-bits", "Zones of 2^32 blocks each, of which 48 can be written.",
            "zones=6,zsze=4294967296,zcap=48"),
      sized("many-zones", "100,000 zones.", "zones=100000,zsze=8,zcap=6"),
      sized("extension-of-16-kib", "Zone descriptor extensions of 255 times 64 bytes.", "zdes=255,zones=8"),
      sized("no-extension", "Zones have no descriptor extension.", "zdes=0"),
  };
}

Topic limit_variants() {
  return {
      limited("no-limits", "Any number of zones is active and open.", "mar=none,mor=none"),
      limited("open-limit-alone", "Any number of zones is active, and two are open.", "mar=none,mor=2"),
      limited("one-active", "One zone is active.", "mar=1,mor=1"),
      limited("as-many-open-as-active", "Six zones are open or active.", "mar=6,mor=6"),
      limited("limits-beyond-zones", "More zones may be open than there are.", "zones=5,mar=9,mor=8"),
      transfers("any-transfer", "MDTS and ZASL are 0: any length.", "mdts=0,zasl=0"),
      transfers("small-transfers", "MDTS and ZASL are one block of two pages.", "mdts=1,zasl=1,lba=8192"),
      transfers("append-limit-alone", "ZASL is one page, and there is no MDTS.", "mdts=0,zasl=1"),
      {.id = "write-zeroes-limit",
       .what = "Write Zeroes is limited by WZSL.",
       .clauses = {"ZNS-IO-025"},
       .options = "wzsl=3"},
      {.id = "reads-across-zones",
       .what = "A Read may cross zone boundaries.",
       .clauses = {"IDZ-005"},
       .options = "razb=yes"},
      {.id = "write-cache",
       .what = "There is a volatile write cache, which loses nothing.",
       .clauses = {"ZNS-RST-014", "IDC-011"},
       .options = "vwc=yes"},
  };
}

Topic concurrency_variants() {
  return {
      ordered("together-reversed", "Of commands in flight together the last is carried out, and completed, first.",
              "order=reversed"),
      ordered("together-shuffled",
              "Commands in flight together are carried out in any order, and completed in another.", "order=shuffled"),
      ordered("together-shuffled-refusing",
              "Commands in flight together are carried out in any order, and aborted wherever they may be.",
              "order=shuffled,status=highest,implicit-close=refuse,exceptions=yes"),
      ordered("together-shuffled-closing",
              "Commands in flight together are carried out in any order, and zones closed after each of them.",
              "order=shuffled,close=eager"),
  };
}

}  // namespace zns::variants
