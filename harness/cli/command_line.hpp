// The command line as it is described and read. CLI11 does it; its templates take seconds to compile, so that only
// command_line.cpp knows them.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

// NOLINTBEGIN(readability-identifier-naming): the names are CLI11's
namespace CLI {
class App;
class Option;
}  // namespace CLI
// NOLINTEND(readability-identifier-naming)

namespace zns::harness {

// An option, or an argument, as its sub-command describes it.
class Option {
 public:
  explicit Option(CLI::Option& option) : option_{&option} {}

  Option& type_name(const std::string& name);  // in the help: "--seed N"
  Option& capture_default_str();               // the help says the default
  Option& required();
  Option& one_value();                         // each time that it is given; it may be given several times
  Option& excludes(const std::string& other);  // not both
  Option& hidden();                            // from the help
  Option& within(unsigned least, unsigned most);
  Option& one_of(const std::vector<std::string>& values);

 private:
  CLI::Option* option_;
};

// A sub-command. Values are set when the command line is read, and must outlive that.
class SubCommand {
 public:
  explicit SubCommand(CLI::App& app) : app_{&app} {}

  // A name without dashes is that of an argument.
  Option add_option(const std::string& name, std::string& value, const std::string& help);
  Option add_option(const std::string& name, std::vector<std::string>& values, const std::string& help);
  Option add_option(const std::string& name, unsigned& value, const std::string& help);
  Option add_option(const std::string& name, std::filesystem::path& value, const std::string& help);
  Option add_flag(const std::string& name, bool& value, const std::string& help);
  void footer(const std::string& text);
  // When it is the one asked for, and all its options are right.
  void callback(std::function<void()> action);
  // The options that were given, as words again.
  [[nodiscard]] std::vector<std::string> spelt() const;

 private:
  CLI::App* app_;
};

class CommandLine {
 public:
  CommandLine(const std::string& about, const std::string& version, const std::string& footer);
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;
  ~CommandLine();

  SubCommand add_subcommand(const std::string& name, const std::string& help);
  // Reads the words, without the program's name, and calls what the sub-command wants. Returns what --help and
  // --version print, nothing without these. Throws UsageError, one line, which names what was probably meant.
  std::optional<std::string> parse(std::vector<std::string> words);

 private:
  std::unique_ptr<CLI::App> app_;
};

}  // namespace zns::harness
