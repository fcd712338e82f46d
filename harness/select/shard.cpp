#include "harness/select/shard.hpp"

#include <charconv>
#include <optional>
#include <string_view>

#include "harness/base/error.hpp"

namespace zns::harness {
namespace {

std::optional<std::uint64_t> digits(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

Shard parse_shard(const std::string& text) {
  if (text.empty()) return {};
  const std::size_t slash = text.find('/');
  const std::string begin = "--shard: '" + text + "' is ";
  const auto index = digits(std::string_view{text}.substr(0, slash));
  const auto count = slash == std::string::npos ? std::nullopt : digits(std::string_view{text}.substr(slash + 1));
  if (!index || !count) throw UsageError(begin + "no share like 0/4");
  if (*count == 0) throw UsageError(begin + "a share of nothing: N is at least 1");
  if (*index >= *count)
    throw UsageError(begin + "no share: they are numbered from 0/" + std::to_string(*count) + " to " +
                     std::to_string(*count - 1) + "/" + std::to_string(*count));
  return {.index = *index, .count = *count};
}

std::string shard_option(const Shard& shard) {
  if (shard.count == 1) return "";
  return " --shard " + std::to_string(shard.index) + "/" + std::to_string(shard.count);
}

}  // namespace zns::harness
