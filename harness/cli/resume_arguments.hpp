// The arguments of `run` that have to do with earlier runs, and with later ones.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "harness/cli/command_line.hpp"
#include "harness/cli/test_device.hpp"
#include "harness/report/journal.hpp"

namespace zns::harness {

struct ResumeArguments {
  std::string resume;
  std::string journal;
  // From `guest`, which has the journal of a guest sent, and runs on in another guest where that one died.
  std::string guest_journal;  // like `journal`; traces are in it, too
  std::string go_on;          // the journal of those that died
  std::string unseen;         // the case that the last one died in
  std::string gone_on;        // what a report says of that
  std::string stopped;        // why there will be no further guest: the journal is reported, and nothing is run
};

void add_resume_arguments(SubCommand& command, ResumeArguments& arguments);

// Reads what is taken over, for a run of the selected cases. Throws UsageError.
[[nodiscard]] Earlier earlier_of(const ResumeArguments& arguments, const std::vector<suites::Section>& selected);

// The journal that is to be written; null: none.
[[nodiscard]] std::unique_ptr<Journal> journal_of(const ResumeArguments& arguments);

// Its beginning: the head, and what is taken over. A journal that goes on has both.
void begin_journal(Journal& journal, const ResumeArguments& arguments, const Report& head, const Earlier& earlier);

// Saves like `save`, and puts what is saved into the journal, too.
[[nodiscard]] SaveTrace saving_into(Journal& journal, SaveTrace save);

}  // namespace zns::harness
