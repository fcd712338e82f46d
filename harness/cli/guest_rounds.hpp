// A run of znspec in a guest that may die of the device under test: then another guest goes on with the next case.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/cli/world.hpp"
#include "harness/qemu/guest.hpp"
#include "harness/report/journal.hpp"

namespace zns::harness {

class GuestRounds {
 public:
  // `arguments`: those of `run` in the guest.
  GuestRounds(GuestOptions options, std::vector<std::string> arguments, World& world);

  // Returns the exit status. Where no guest came to the end, but cases were run, their report is written here, and says
  // why. Throws HarnessError where there is nothing to report.
  int run();

 private:
  void take(std::string_view bytes);
  void take_line(const std::string& line);
  void open_user_journal(std::ios::openmode mode);
  void keep(const std::string& line);  // in the journal of all guests
  void save(const JournalReader::File& file);
  // The case in flight or, once cases have been run, the time between two of them; nothing where the guest did not get
  // that far, or where that happens again.
  [[nodiscard]] std::optional<SectionReport> where_it_died() const;
  // Makes it a failure, of which `why` is what was observed.
  void fail(const SectionReport& section, const std::string& why);
  [[nodiscard]] std::vector<std::string> words(const std::filesystem::path& journal) const;
  int report(const std::filesystem::path& journal, const std::string& why);

  GuestOptions options_;
  std::vector<std::string> arguments_;
  World& world_;
  std::filesystem::path saves_;  // the folder of --save; empty: none
  std::string user_path_;        // of --journal; empty: the user wants none
  std::ofstream user_journal_;
  JournalReader reader_;
  std::string cut_;      // a line that has not come whole
  std::string journal_;  // all lines, without those that carry files
  std::size_t taken_ = 0;
  std::size_t saved_ = 0;
  std::vector<std::string> deaths_;  // ids of the cases
  bool has_run_ = false;             // a case has ended in this guest
  bool last_is_unseen_ = false;      // no guest has shown the last death
};

}  // namespace zns::harness
