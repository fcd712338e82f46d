// Words that several reports share.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "harness/report/report.hpp"

namespace zns::harness {

// `text` from a device, fit for a terminal: printable ASCII, anything else as `?`.
[[nodiscard]] std::string printable(std::string_view text);

// `text` as one word of a POSIX shell command line, quoted where it needs to be.
[[nodiscard]] std::string shell_word(const std::string& text);

// "12.3 s"
[[nodiscard]] std::string wall_time(std::uint64_t ms);
[[nodiscard]] std::string size_text(std::uint64_t bytes);  // "53.7 GiB"
// "21911 commands, and 1.2 GiB written, in 13.3 s"
[[nodiscard]] std::string effort(const Report& report);

// "99.1 %", rounded down: nothing but all is 100 %. It is 0 where there are none.
[[nodiscard]] std::string percent(std::size_t part, std::size_t whole);

// "1 case", "2 cases"
[[nodiscard]] std::string counted(std::uint64_t count, const std::string& noun);

// "QEMU NVMe Ctrl (1.0), serial S: nsid 1"
[[nodiscard]] std::string device_line(const suites::Facts& facts);
// "16 zones of 64 blocks (ZSZE 0x40), capacity 48 (ZCAP 0x30), blocks of 4096 bytes, 1024 in all (NSZE 0x400)"
[[nodiscard]] std::string geometry_line(const Report& report);
// "at most 5 active (MAR 4), any number open, transfers of at most 512 KiB (MDTS), ..."
[[nodiscard]] std::string limits_line(const suites::Facts& facts);

// "212 cases: 198 passed, 1 failed, 1 known deviation, 12 not applicable"
[[nodiscard]] std::string count_line(const Summary& summary);

// "214 of 320 clauses exercised"
[[nodiscard]] std::string coverage_line(const Report& report);

// "ZNS 1.1 3.4.1  Zone Append command"
[[nodiscard]] std::string heading(const SectionReport& section);

}  // namespace zns::harness
