// What a zone descriptor consists of.
#pragma once

#include "python/src/values.hpp"
#include "reference/spec/zone_report.hpp"

namespace zns::python {

template <>
struct Members<ZoneDescriptor> {
  static auto of(ZoneDescriptor& z) {
    return std::tie(z.zt, z.zs, z.za, z.zai, z.zcap, z.zslba, z.wp, z.reserved_bits);
  }
};

}  // namespace zns::python
