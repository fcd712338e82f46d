#include "harness/store/fake_disk.hpp"

#include <algorithm>
#include <utility>

namespace zns::harness {
namespace {

using Bytes = FakeDisk::Bytes;
using Missing = CrashChoice::Missing;

constexpr std::size_t kMostSubsets = 8;  // operations of which each subset is tried
constexpr std::byte kRubbish{0xA5};

void put(Bytes& bytes, std::size_t offset, std::span<const std::byte> some) {
  if (bytes.size() < offset + some.size()) bytes.resize(offset + some.size());
  std::copy(some.begin(), some.end(), bytes.begin() + static_cast<std::ptrdiff_t>(offset));
}

}  // namespace

std::string CrashChoice::text() const {
  static constexpr const char* kMissing[] = {"short", "zeroes", "old", "rubbish"};
  std::string text = "names " + std::to_string(names) + ", operations " + std::to_string(operations);
  if (cut) text += std::string{keeps_tail ? ", the last from byte " : ", the last to byte "} + std::to_string(*cut);
  return text + ", missing " + kMissing[static_cast<std::size_t>(missing)];
}

// ---- a file -------------------------------------------------------------------------------------------------------

class FakeDisk::File final : public DiskFile {
 public:
  File(FakeDisk& disk, std::shared_ptr<Inode> inode) : disk_{disk}, inode_{std::move(inode)} { inode_->open = true; }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() override { inode_->open = false; }

  DiskResult read(Bytes& into) override {
    DiskResult begun = disk_.begin(Operation::Read);
    if (begun.done()) into = inode_->now;
    return begun;
  }

  // A write that fails has written half of its bytes.
  DiskResult write(std::uint64_t offset, std::span<const std::byte> bytes) override {
    DiskResult begun = disk_.begin(Operation::Write);
    if (!begun.done()) bytes = bytes.first(bytes.size() / 2);
    Bytes& now = inode_->now;
    const auto at = static_cast<std::size_t>(offset);
    if (at < now.size()) {
      const std::size_t over = std::min(now.size() - at, bytes.size());
      put(inode_->old, at, std::span{now}.subspan(at, over));
    }
    put(now, at, bytes);
    inode_->pending.push_back({.offset = offset, .bytes = {bytes.begin(), bytes.end()}});
    disk_.changed();
    return begun;
  }

  DiskResult truncate(std::uint64_t size) override {
    DiskResult begun = disk_.begin(Operation::Truncate);
    if (!begun.done()) return begun;
    Bytes& now = inode_->now;
    const auto at = static_cast<std::size_t>(size);
    if (at < now.size()) put(inode_->old, at, std::span{now}.subspan(at));
    now.resize(at);
    inode_->pending.push_back({.offset = size, .bytes = {}, .is_cut = true});
    disk_.changed();
    return begun;
  }

  // Where it fails the system forgets what there was to do, and does not say so again: what is in the file for its
  // readers never becomes durable.
  DiskResult sync() override {
    DiskResult begun = disk_.begin(Operation::Sync);
    if (begun.done())
      for (const Change& each : inode_->pending) carry_out(each, inode_->durable);
    inode_->pending.clear();
    disk_.changed();
    return begun;
  }

 private:
  FakeDisk& disk_;
  std::shared_ptr<Inode> inode_;
};

// ---- names --------------------------------------------------------------------------------------------------------

FakeDisk::FakeDisk(const std::string& path, Bytes content) {
  auto inode = std::make_shared<Inode>();
  inode->now = content;
  inode->durable = std::move(content);
  names_[path] = inode;
  durable_names_[path] = std::move(inode);
}

DiskResult FakeDisk::begin(Operation operation) {
  const std::size_t number = operations_++;
  if (!failure || number < failure->at || (number > failure->at && !failure->for_ever)) return {};
  if (!failed_) failed_ = operation;
  return {failure->outcome, "the test says so"};
}

void FakeDisk::changed() const {
  if (after_each) after_each();
}

void FakeDisk::carry_out(const Rename& rename, Names& names) {
  if (!rename.from.empty()) names.erase(rename.from);
  if (!rename.to.empty()) names[rename.to] = rename.inode;
}

void FakeDisk::carry_out(const Change& change, Bytes& bytes) {
  if (change.is_cut)
    bytes.resize(static_cast<std::size_t>(change.offset));
  else
    put(bytes, static_cast<std::size_t>(change.offset), change.bytes);
}

void FakeDisk::change(Rename rename) {
  carry_out(rename, names_);
  pending_names_.push_back(std::move(rename));
  changed();
}

DiskResult FakeDisk::open(const std::string& path, std::unique_ptr<DiskFile>& file) {
  if (DiskResult begun = begin(Operation::Open); !begun.done()) return begun;
  const auto found = names_.find(path);
  if (found == names_.end()) return {DiskOutcome::Missing, "no such file"};
  if (has_locks && found->second->open) return {DiskOutcome::Locked, "another one has it open"};
  file = std::make_unique<File>(*this, found->second);
  return {};
}

DiskResult FakeDisk::create(const std::string& path, std::unique_ptr<DiskFile>& file) {
  if (DiskResult begun = begin(Operation::Create); !begun.done()) return begun;
  const auto found = names_.find(path);
  if (found != names_.end() && has_locks && found->second->open)
    return {DiskOutcome::Locked, "another one has it open"};
  auto inode = std::make_shared<Inode>();
  if (!names_.empty()) inode->old = names_.begin()->second->now;  // the disk gives it space that had another file
  file = std::make_unique<File>(*this, inode);
  change({.from = {}, .to = path, .inode = std::move(inode)});
  return {};
}

DiskResult FakeDisk::find(const std::string& path) {
  if (DiskResult begun = begin(Operation::Find); !begun.done()) return begun;
  return names_.count(path) != 0 ? DiskResult{} : DiskResult{DiskOutcome::Missing, "no such file"};
}

DiskResult FakeDisk::rename(const std::string& from, DiskFile& /*file*/, const std::string& to, DiskFile* /*over*/) {
  if (DiskResult begun = begin(Operation::Rename); !begun.done()) return begun;
  const auto found = names_.find(from);
  if (found == names_.end()) return {DiskOutcome::Missing, "no such file"};
  change({.from = from, .to = to, .inode = found->second});
  return {};
}

DiskResult FakeDisk::sync_folder(const std::string& /*path*/) {
  DiskResult begun = begin(Operation::SyncFolder);
  if (begun.done())
    for (const Rename& each : pending_names_) carry_out(each, durable_names_);
  pending_names_.clear();
  changed();
  return begun;
}

DiskResult FakeDisk::remove(const std::string& path) {
  if (DiskResult begun = begin(Operation::Remove); !begun.done()) return begun;
  if (names_.count(path) == 0) return {DiskOutcome::Missing, "no such file"};
  change({.from = path, .to = {}, .inode = nullptr});
  return {};
}

// ---- what a test asks ---------------------------------------------------------------------------------------------

const Bytes* FakeDisk::content(const std::string& path) const {
  const auto found = names_.find(path);
  return found == names_.end() ? nullptr : &found->second->now;
}

bool FakeDisk::is_open(const std::string& path) const {
  const auto found = names_.find(path);
  return found != names_.end() && found->second->open;
}

void FakeDisk::lose_power() {
  pending_names_.clear();
  names_ = durable_names_;
  for (auto& [name, inode] : names_) {
    inode->now = inode->durable;
    inode->pending.clear();
  }
}

void FakeDisk::for_each_crash(const std::string& path, const Visit& visit, bool cuts_writes) const {
  Names names = durable_names_;
  for (std::size_t done = 0;; ++done) {
    const auto found = names.find(path);
    if (found == names.end())
      visit(nullptr, {.names = done});
    else
      crashes_of(*found->second, done, visit, cuts_writes);
    if (done == pending_names_.size()) return;
    carry_out(pending_names_[done], names);
  }
}

namespace {

// One content after the other, each in the same memory.
class Crashes {
 public:
  Crashes(const Bytes& durable, const Bytes& old, std::size_t end) : durable_{durable}, old_{old}, end_{end} {}

  // As the file was, and with another form of what is missing up to where it may end.
  Bytes& begin(Missing missing) {
    bytes_ = durable_;
    if (missing == Missing::Short || end_ <= durable_.size()) return bytes_;
    bytes_.resize(end_, missing == Missing::Rubbish ? kRubbish : std::byte{0});
    if (missing == Missing::Old)
      for (std::size_t i = durable_.size(); i < std::min(end_, old_.size()); ++i) bytes_[i] = old_[i];
    return bytes_;
  }

 private:
  const Bytes& durable_;
  const Bytes& old_;
  std::size_t end_;
  Bytes bytes_;
};

constexpr Missing kEveryMissing[] = {Missing::Short, Missing::Zeroes, Missing::Old, Missing::Rubbish};

}  // namespace

void FakeDisk::crashes_of(const Inode& inode, std::size_t names, const Visit& visit, bool cuts_writes) {
  const std::vector<Change>& pending = inode.pending;
  std::size_t end = inode.durable.size();
  for (const Change& each : pending) end = std::max(end, static_cast<std::size_t>(each.offset) + each.bytes.size());
  Crashes crashes{inode.durable, inode.old, end};
  const std::size_t first = pending.size() > kMostSubsets ? pending.size() - kMostSubsets : 0;
  const std::uint64_t always = (1ULL << first) - 1;
  const std::uint64_t all = (1ULL << pending.size()) - 1;
  const auto do_those = [&](std::uint64_t operations, Bytes& bytes) {
    for (std::size_t i = 0; i < pending.size(); ++i)
      if ((operations >> i & 1U) != 0) carry_out(pending[i], bytes);
  };
  for (std::uint64_t subset = 0; subset < 1ULL << (pending.size() - first); ++subset)
    for (const Missing missing : kEveryMissing) {
      const std::uint64_t operations = always | subset << first;
      if (missing != Missing::Short && operations == all) continue;  // nothing is missing
      Bytes& bytes = crashes.begin(missing);
      do_those(operations, bytes);
      visit(&bytes, {.names = names, .operations = operations, .missing = missing});
    }
  for (std::size_t prefix = 1; prefix < first; ++prefix) {
    Bytes& bytes = crashes.begin(Missing::Short);
    do_those((1ULL << prefix) - 1, bytes);
    visit(&bytes, {.names = names, .operations = (1ULL << prefix) - 1});
  }
  if (!cuts_writes || pending.empty() || pending.back().is_cut) return;
  const Change& last = pending.back();
  for (std::size_t cut = 1; cut < last.bytes.size(); ++cut)
    for (const bool keeps_tail : {false, true})
      for (const Missing missing : kEveryMissing) {
        const std::span<const std::byte> written{last.bytes};
        Bytes& bytes = crashes.begin(missing);
        do_those(all & ~(1ULL << (pending.size() - 1)), bytes);
        if (keeps_tail)
          put(bytes, static_cast<std::size_t>(last.offset) + cut, written.subspan(cut));
        else
          put(bytes, static_cast<std::size_t>(last.offset), written.first(cut));
        visit(&bytes, {.names = names, .operations = all, .cut = cut, .keeps_tail = keeps_tail, .missing = missing});
      }
}

}  // namespace zns::harness
