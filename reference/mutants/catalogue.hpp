// The topics of the catalogue.
#pragma once

#include <vector>

#include "reference/mutants/mutant.hpp"

namespace zns::mutants {

using Topic = std::vector<Mutant>;

Topic append_mutants();            // append.cpp
Topic write_mutants();             // writes.cpp
Topic write_pointer_mutants();     // write_pointer.cpp
Topic write_zeroes_mutants();      // write_zeroes.cpp
Topic read_mutants();              // reads.cpp
Topic close_mutants();             // transitions.cpp
Topic finish_mutants();            // ...
Topic open_mutants();              // ...
Topic reset_transition_mutants();  // ...
Topic offline_mutants();           // ...
Topic action_mutants();            // actions.cpp
Topic select_all_mutants();        // select_all.cpp
Topic limit_mutants();             // resources.cpp
Topic resource_mutants();          // ...
Topic leak_mutants();              // leaks.cpp
Topic extension_mutants();         // extensions.cpp
Topic reset_mutants();             // reset.cpp
Topic restart_mutants();           // restarts.cpp
Topic durability_mutants();        // durability.cpp
Topic write_cache_mutants();       // write_cache.cpp
Topic descriptor_mutants();        // descriptors.cpp
Topic report_mutants();            // report.cpp
Topic entry_mutants();             // entries.cpp
Topic told_limit_mutants();        // identify.cpp
Topic identify_field_mutants();    // ...
Topic identify_mutants();          // ...
Topic depth_mutants();             // depth.cpp
Topic aftermath_mutants();         // aftermath.cpp
Topic field_end_mutants();         // field_ends.cpp
Topic cache_mutants();             // caches.cpp
Topic wear_mutants();              // wear.cpp
Topic zone_list_mutants();         // zone_lists.cpp
Topic flight_mutants();            // flight.cpp
Topic beside_mutants();            // beside.cpp
Topic feature_mutants();           // features.cpp
Topic feature_value_mutants();     // feature_values.cpp
Topic feature_reset_mutants();     // feature_resets.cpp
Topic protection_mutants();        // protection.cpp
Topic nvm_mutants();               // nvm.cpp
Topic log_part_mutants();          // logs.cpp
Topic list_log_mutants();          // ...
Topic effects_log_mutants();       // log_effects.cpp
Topic health_log_mutants();        // log_health.cpp
Topic inventory_mutants();         // inventory.cpp
Topic namespace_mutants();         // namespaces.cpp
Topic attachment_mutants();        // attachments.cpp
Topic controllers_mutants();       // ...
Topic format_mutants();            // format.cpp
Topic notice_mutants();            // notices.cpp
Topic event_request_mutants();     // event_requests.cpp
Topic sanitize_mutants();          // sanitize.cpp
Topic abort_mutants();             // aborts.cpp
Topic property_mutants();          // controllers.cpp
Topic controller_life_mutants();   // ...
Topic queue_mutants();             // queues.cpp

}  // namespace zns::mutants
