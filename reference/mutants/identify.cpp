// Identify: fields that are wrong, and limits that are not those that the device goes by.
#include "reference/mutants/catalogue.hpp"
#include "reference/mutants/parts.hpp"

namespace zns::mutants {

Topic identify_mutants() {
  return {
      {.id = "mar-mor-told-one-based",
       .wrong = "MAR and MOR are told as counts, one too many each",
       .right = "they are 0's based",
       .clauses = {"ZNS-RES-001", "ZNS-RES-002", "ZNS-RES-004"},
       .origin = "Linux nvmet b7e97872a65e (published bug 38)",
       .defect = {.tells =
                      [](const Geometry& geometry) {
                        Geometry told = geometry;
                        if (told.max_active) ++*told.max_active;
                        if (told.max_open) ++*told.max_open;
                        return told;
                      }}},
  };
}

}  // namespace zns::mutants
