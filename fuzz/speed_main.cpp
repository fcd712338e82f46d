// How many executions a second a target makes of random 16-command programs, with no engine around it.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <vector>

#include "fuzz/program.hpp"
#include "reference/spec/mix.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int main() {
  constexpr std::size_t kPrograms = 1000;
  constexpr std::size_t kBytes = zns::fuzz::kHeaderBytes + 16 * zns::fuzz::kRecordBytes;
  std::vector<std::vector<std::uint8_t>> programs(kPrograms, std::vector<std::uint8_t>(kBytes));
  std::uint64_t number = 0;
  for (auto& program : programs)
    for (std::uint8_t& byte : program) byte = static_cast<std::uint8_t>(zns::mix(++number));
  using Clock = std::chrono::steady_clock;
  const auto start = Clock::now();
  std::size_t executions = 0;
  std::chrono::duration<double> took{};
  for (; took.count() < 3; took = Clock::now() - start)
    for (const auto& program : programs) {
      LLVMFuzzerTestOneInput(program.data(), program.size());
      ++executions;
    }
  std::printf("%.0f executions/s of 16 commands\n", static_cast<double>(executions) / took.count());
  return 0;
}
