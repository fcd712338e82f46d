#include "harness/cli/command_line.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <sstream>

#include "harness/base/error.hpp"
#include "harness/base/nearest.hpp"

namespace zns::harness {
namespace {

// CLI11 describes some errors on several lines.
std::string one_line(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

std::string no_command(const CLI::App& app, const std::string& word) {
  Nearest nearest{word};
  for (const CLI::App* known : app.get_subcommands({})) nearest.consider(known->get_name());
  return "'" + word + "' is no sub-command" + nearest.advice("see znspec --help");
}

std::string no_option(const CLI::App& command, const std::string& word, const std::string& help) {
  Nearest nearest{word.substr(0, word.find('='))};
  for (const CLI::Option* option : command.get_options()) nearest.consider(option->get_name());
  return "no option '" + word + "'" + nearest.advice("see " + help);
}

// What CLI11 did not expect, if an option is among it.
std::string unexpected(const CLI::App& command, const std::string& help) {
  for (const std::string& word : command.remaining())
    if (word.rfind('-', 0) == 0) return no_option(command, word, help);
  return {};
}

// CLI11 would say that a sub-command is required, which is beside the point when there is a misspelt one.
void check_first(const CLI::App& app, const std::vector<std::string>& words) {
  if (words.empty()) throw UsageError("a sub-command is required (see znspec --help)");
  const std::string& first = words.front();
  if (first.rfind('-', 0) == 0) {
    if (app.get_option_no_throw(first) == nullptr) throw UsageError(no_option(app, first, "znspec --help"));
  } else if (app.get_subcommands([&](const CLI::App* known) { return known->get_name() == first; }).empty()) {
    throw UsageError(no_command(app, first));
  }
}

UsageError explained(const CLI::App& app, const CLI::ParseError& error) {
  const std::vector<const CLI::App*> asked = app.get_subcommands([](const CLI::App* each) { return each->parsed(); });
  const std::string help = asked.empty() ? "znspec --help" : "znspec " + asked.front()->get_name() + " --help";
  if (const std::string why = asked.empty() ? "" : unexpected(*asked.front(), help); !why.empty())
    return UsageError(why);
  return UsageError(one_line(error.what()) + " (see " + help + ")");
}

}  // namespace

Option& Option::type_name(const std::string& name) {
  option_->type_name(name);
  return *this;
}

Option& Option::capture_default_str() {
  option_->capture_default_str();
  return *this;
}

Option& Option::required() {
  option_->required();
  return *this;
}

Option& Option::one_value() {
  option_->allow_extra_args(false);
  return *this;
}

Option& Option::excludes(const std::string& other) {
  option_->excludes(other);
  return *this;
}

Option& Option::hidden() {
  option_->group("");
  return *this;
}

Option& Option::within(unsigned least, unsigned most) {
  option_->check(CLI::Range(least, most).name(""));
  return *this;
}

Option& Option::one_of(const std::vector<std::string>& values) {
  option_->check(CLI::IsMember(values).name(""));
  return *this;
}

Option SubCommand::add_option(const std::string& name, std::string& value, const std::string& help) {
  return Option{*app_->add_option(name, value, help)};
}

Option SubCommand::add_option(const std::string& name, std::vector<std::string>& values, const std::string& help) {
  return Option{*app_->add_option(name, values, help)};
}

Option SubCommand::add_option(const std::string& name, unsigned& value, const std::string& help) {
  return Option{*app_->add_option(name, value, help)};
}

Option SubCommand::add_option(const std::string& name, std::filesystem::path& value, const std::string& help) {
  return Option{*app_->add_option(name, value, help)};
}

Option SubCommand::add_flag(const std::string& name, bool& value, const std::string& help) {
  return Option{*app_->add_flag(name, value, help)};
}

void SubCommand::footer(const std::string& text) {
  app_->footer(text);
}

void SubCommand::callback(std::function<void()> action) {
  app_->callback(std::move(action));
}

std::vector<std::string> SubCommand::spelt() const {
  std::vector<std::string> words;
  for (const CLI::Option* option : static_cast<const CLI::App*>(app_)->get_options()) {
    if (option->count() == 0) continue;
    if (option->get_items_expected_max() == 0)
      words.push_back("--" + option->get_lnames().front());
    else
      for (const std::string& value : option->results())
        words.insert(words.end(), {"--" + option->get_lnames().front(), value});
  }
  return words;
}

CommandLine::CommandLine(const std::string& about, const std::string& version, const std::string& footer)
    : app_{std::make_unique<CLI::App>(about, "znspec")} {
  app_->set_version_flag("--version", version);
  app_->require_subcommand(1);
  app_->footer(footer);
}

CommandLine::~CommandLine() = default;

SubCommand CommandLine::add_subcommand(const std::string& name, const std::string& help) {
  return SubCommand{*app_->add_subcommand(name, help)};
}

std::optional<std::string> CommandLine::parse(std::vector<std::string> words) {
  check_first(*app_, words);
  try {
    std::reverse(words.begin(), words.end());  // CLI11 takes them from the back
    app_->parse(std::move(words));
  } catch (const CLI::Success& success) {  // --help, --version
    std::ostringstream text;
    app_->exit(success, text, text);
    return text.str();
  } catch (const CLI::ParseError& error) {
    throw explained(*app_, error);
  }
  return std::nullopt;
}

}  // namespace zns::harness
