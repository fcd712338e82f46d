// What is in the command lines: of znspec in the guest, and of QEMU.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "harness/qemu/guest.hpp"

namespace zns::harness {

// The host's files, and the folder, that znspec's arguments name.
struct NamedFiles {
  std::vector<std::filesystem::path> inputs;   // absolute; existing regular files
  std::vector<std::filesystem::path> reports;  // absolute; what --report KIND=FILE names
  std::filesystem::path saves;                 // absolute; what --save names; empty: none
};
NamedFiles files_in(const std::vector<std::string>& znspec_arguments);

// Throws HarnessError for a report that cannot be written: now, rather than after the run.
void check_writable(const std::filesystem::path& report);

// The same of the folder of --save, which is made if it is not there.
void make_saves_folder(const std::filesystem::path& folder);

// Gives nvme-ns physical blocks as large as its logical ones: QEMU refuses smaller ones.
void fit_physical_blocks(KeyValues& options);

// The drive: `defaults`, overridden or added to by `given`; "a=b,c=d" with commas doubled, as QEMU wants them.
KeyValues merged(KeyValues defaults, const KeyValues& given);
std::string joined(const KeyValues& options);

// A namespace beside the first.
struct NamespaceBeside {
  std::uint32_t nsid = 2;
  std::uint64_t size = std::uint64_t{16} << 20;  // of the backing file
  KeyValues options;                             // of nvme-ns
};

struct Drive {
  std::string device = "nvme";  // any other is of a fork of QEMU: it is the whole drive, with no namespace device
  std::uint64_t size = 0;       // of the backing file
  KeyValues name_space;         // of nvme-ns
  KeyValues controller;         // of nvme
  std::uint32_t nsid = 1;
  std::vector<NamespaceBeside> beside = {};
  std::size_t controllers = 1;  // each with the options `controller`
  KeyValues subsystem = {};     // of nvme-subsys
  // The controllers are in a subsystem of their own: several ones have to be, and so has what is shared or detached.
  [[nodiscard]] bool has_subsystem() const;
};
// The default drive, changed by what the options say. QEMU completes zones that the options
// give in part. Nothing is added to a device that the options name. Throws HarnessError.
Drive drive(const GuestOptions& options);

// Its part of QEMU's command line. `image` is its backing file, with commas doubled; `images` are those of the
// namespaces beside the first.
std::vector<std::string> drive_arguments(const Drive& drive, const std::string& image,
                                         const std::vector<std::string>& images = {});

// "256M" -> bytes; throws HarnessError.
std::uint64_t parse_size(const std::string& text);

// Where QEMU finds and puts things.
struct GuestFiles {
  std::filesystem::path kernel, initramfs, image;
  std::filesystem::path console, out, err, frames, journal;  // FIFOs that QEMU writes
  std::filesystem::path orders;  // "orders.in" is a FIFO that it reads, "orders.out" one that it writes
};
std::vector<std::string> qemu_command(const GuestOptions& options, const Drive& drive, const GuestFiles& files);

}  // namespace zns::harness
