// znspec image show|check|dump|create|recover FILE
#include <array>
#include <cerrno>
#include <fstream>
#include <memory>
#include <random>
#include <span>
#include <system_error>

#include "harness/base/error.hpp"
#include "harness/cli/commands.hpp"
#include "harness/report/exit_status.hpp"
#include "harness/store/posix_disk.hpp"
#include "harness/store/store.hpp"
#include "harness/targets/ref_options.hpp"
#include "reference/image/dump.hpp"
#include "reference/image/load.hpp"
#include "reference/trace/geometry_text.hpp"

namespace zns::harness {
namespace {

struct ImageArguments {
  std::string what;
  std::string file;
  std::string more;  // of create: options of ref:; of recover: the file to make
};

// As it is now, whoever has it open.
std::vector<std::byte> read(const std::string& path) {
  std::ifstream stream{path, std::ios::binary};
  std::vector<std::byte> bytes;
  std::array<char, 1U << 16U> piece{};
  while (stream.read(piece.data(), piece.size()) || stream.gcount() > 0) {
    const auto some = std::as_bytes(std::span{piece}.first(static_cast<std::size_t>(stream.gcount())));
    bytes.insert(bytes.end(), some.begin(), some.end());
  }
  if (!stream.eof()) throw HarnessError(path + ": cannot be read: " + std::generic_category().message(errno));
  return bytes;
}

image::Loaded loaded_of(const std::string& path, std::variant<image::Loaded, image::LoadError> result) {
  if (const auto* why = std::get_if<image::LoadError>(&result)) throw HarnessError(path + ": " + why->text);
  return std::move(std::get<image::Loaded>(result));
}

std::string condition(const image::Loaded& image) {
  if (image.torn_bytes != 0)
    return std::to_string(image.torn_bytes) + " bytes behind them were never durable, and are left out";
  return image.stopped_cleanly ? "left as it should be" : "not left as it should be, as if power was lost";
}

std::string zones_by_state(const Namespace& ns) {
  std::array<std::uint64_t, 16> counts{};
  for (ZoneId id = 0; id < ns.geometry.zones; ++id) ++counts.at(static_cast<std::size_t>(ns.state.zone(id).zs));
  std::string text;
  for (const ZoneState zs : kZoneStates)
    if (const std::uint64_t count = counts.at(static_cast<std::size_t>(zs)); count != 0)
      text += (text.empty() ? "" : ", ") + std::to_string(count) + " " + std::string{letters(zs)};
  return text;
}

void show(const std::string& path, const image::Loaded& image, std::ostream& out) {
  out << path << ": an image of format " << image::kVersion << ", made by \"" << image.about.creator << "\", "
      << image.next.offset << " bytes; " << condition(image) << "\n";
  out << "controllers  " << image.subsystem.controllers() << "\n";
  out << "device  " << to_text(image.subsystem[0].geometry) << "\n";
  for (const Namespace& ns : image.subsystem.namespaces()) {
    if (!ns.allocated) continue;
    out << "namespace " << ns.geometry.nsid << "  " << namespace_text(ns.geometry) << "\n";
    if (ns.geometry.is_zoned()) out << "  zones: " << zones_by_state(ns) << "\n";
  }
}

int check(const std::string& path, std::ostream& out) {
  const image::Loaded image = loaded_of(path, image::load(read(path)));
  out << path << ": sound, " << image.next.offset << " bytes; " << condition(image) << "\n";
  return kConformant;
}

int dump(const std::string& path, std::ostream& out) {
  const std::vector<std::byte> bytes = read(path);
  out << image::dump(bytes);
  loaded_of(path, image::load(bytes));
  return kConformant;
}

// A new file that holds the device.
void make(const std::string& path, const Subsystem& subsystem, const Policy& policy) {
  std::random_device random;
  PosixDisk disk;
  auto made = Store::create(disk, path, subsystem, policy, image::ImageId{std::uint64_t{random()} << 32U | random()});
  const auto* why = std::get_if<StoreRefusal>(&made);
  if (why != nullptr && why->kind == StoreRefusal::Kind::Exists) throw UsageError(why->text);
  if (why != nullptr) throw HarnessError(why->text);
  const Committed stopped = std::get<std::unique_ptr<Store>>(made)->clean_stop();
  if (!stopped.done()) throw HarnessError(stopped.text);
}

int create(const ImageArguments& arguments, std::ostream& out) {
  const RefOptions ref = parse_ref_options(arguments.more);
  make(arguments.file, Subsystem{shape_of(ref)}, ref.policy);
  out << arguments.file << ": made\n";
  return kConformant;
}

int recover(const ImageArguments& arguments, std::ostream& out) {
  if (arguments.more.empty()) throw UsageError("image recover: needs the name of the file to make, too");
  const std::vector<std::byte> bytes = read(arguments.file);
  const image::Loaded good = loaded_of(arguments.file, image::recover(bytes));
  make(arguments.more, good.subsystem, good.policy);
  out << arguments.more << ": made of the first " << good.next.offset << " bytes of " << arguments.file << "; "
      << bytes.size() - good.next.offset << " are left out\n";
  return kConformant;
}

int execute(const ImageArguments& arguments, World& world) {
  if (arguments.what == "create") return create(arguments, world.out);
  if (arguments.what == "recover") return recover(arguments, world.out);
  if (!arguments.more.empty()) throw UsageError("image " + arguments.what + ": takes one file");
  if (arguments.what == "dump") return dump(arguments.file, world.out);
  if (arguments.what == "check") return check(arguments.file, world.out);
  show(arguments.file, loaded_of(arguments.file, image::load(read(arguments.file))), world.out);
  return kConformant;
}

}  // namespace

void add_image_command(CommandLine& app, World& world, Action& action) {
  const auto arguments = std::make_shared<ImageArguments>();
  SubCommand image =
      app.add_subcommand("image", "The file of a reference device (ref:image=FILE): look at it, make it");
  image.add_option("WHAT", arguments->what, "show, check, dump, create or recover")
      .required()
      .type_name("")
      .one_of({"show", "check", "dump", "create", "recover"});
  image.add_option("FILE", arguments->file, "the image").required().type_name("");
  image
      .add_option("MORE", arguments->more,
                  "of create: options of ref:, as KEY=VALUE,...; of recover: the file that is made of what is good")
      .type_name("");
  image.callback([arguments, &world, &action] { action = [arguments, &world] { return execute(*arguments, world); }; });
}

}  // namespace zns::harness
