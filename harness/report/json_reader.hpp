// A report read back from its JSON (SCHEMA.md). A file may have been changed by anybody: nothing in it is believed to
// be there, or to be of its type.
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "harness/report/report.hpp"

namespace zns::harness {

// What is wrong, and where: "cases[3].verdict: 'good' is no verdict". One line.
class NotAReport : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// A value in a JSON document, and where it stands there. Each function throws NotAReport.
class JsonPlace {
 public:
  JsonPlace(const nlohmann::ordered_json& value, std::string where) : value_{value}, where_{std::move(where)} {}

  [[nodiscard]] JsonPlace operator[](const std::string& key) const;
  [[nodiscard]] bool has(const std::string& key) const;
  [[nodiscard]] std::string text() const;
  [[nodiscard]] bool flag() const;
  [[nodiscard]] std::uint64_t number(std::uint64_t most = ~std::uint64_t{0}) const;
  [[nodiscard]] std::optional<std::uint64_t> number_or_null() const;
  [[nodiscard]] std::vector<JsonPlace> elements() const;                         // of a list
  [[nodiscard]] std::vector<std::pair<std::string, JsonPlace>> members() const;  // of an object
  [[nodiscard]] std::vector<std::string> texts() const;
  [[noreturn]] void refuse(const std::string& what) const;  // "cases[3].verdict: WHAT"

 private:
  const nlohmann::ordered_json& value_;
  std::string where_;
};

// Its identity, facts, scope and provenance.
[[nodiscard]] Report head_of(const JsonPlace& root);
[[nodiscard]] Counts counts_of(const JsonPlace& root);
// A case is added to the section that it names.
void add_case(Report& report, const JsonPlace& place);

// The whole of it. It has what the report shows about the device.
[[nodiscard]] Report report_from_json(std::string_view text);

}  // namespace zns::harness
