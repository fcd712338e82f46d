// The topics of the catalogue.
#pragma once

#include <vector>

#include "reference/variants/variant.hpp"

namespace zns::variants {

using Topic = std::vector<Variant>;

Topic closing_variants();      // closing.cpp
Topic status_variants();       // statuses.cpp
Topic report_variants();       // reports.cpp
Topic data_variants();         // data.cpp
Topic attribute_variants();    // attributes.cpp
Topic event_variants();        // events.cpp
Topic durability_variants();   // durability.cpp
Topic identify_variants();     // identify.cpp
Topic size_variants();         // sizes.cpp
Topic limit_variants();        // ...
Topic concurrency_variants();  // ...
Topic feature_variants();      // features.cpp
Topic nvm_variants();          // nvm.cpp
Topic log_variants();          // logs.cpp
Topic namespace_variants();    // namespaces.cpp
Topic format_variants();       // format.cpp
Topic notice_variants();       // notices.cpp
Topic sanitize_variants();     // sanitize.cpp
Topic abort_variants();        // ...
Topic controller_variants();   // controllers.cpp

}  // namespace zns::variants
