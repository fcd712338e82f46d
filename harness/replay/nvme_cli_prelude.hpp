// The part of an nvme-cli script that is the same in all of them: shell functions, without what a trace holds.
#pragma once

#include <string_view>

namespace zns::harness {

// Arguments, the device, what is sent and compared. PASSING stands for the statuses that decide nothing, as "007|021".
[[nodiscard]] std::string_view nvme_cli_prelude();

}  // namespace zns::harness
