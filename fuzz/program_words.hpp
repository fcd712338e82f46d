// A program as a trace (reference/trace/FORMAT.md).
#pragma once

#include "fuzz/last_words.hpp"

namespace zns::fuzz {

// As the device with the program's defect answers it; the command that was reached last has no completion. What a
// device does by itself, unseen, is no part of a trace.
std::string program_words(Bytes input, std::size_t reached);  // the reference device
std::string defect_words(Bytes input, std::size_t reached);   // the one with the defect of the header

}  // namespace zns::fuzz
