// The suite's table of contents: every case, in the standard's order.
#pragma once

#include <vector>

#include "suites/case.hpp"

namespace zns::suites {

std::vector<Section> contents();

// One function per topic, each in the file of its name.
std::vector<Case> identify_cases();              // base/identify.cpp
std::vector<Case> async_event_cases();           // base/async_events.cpp
std::vector<Case> format_cases();                // base/format_nvm.cpp
std::vector<Case> sanitize_cases();              // base/sanitize.cpp
std::vector<Case> abort_cases();                 // base/abort.cpp
std::vector<Case> keep_alive_cases();            // base/keep_alive.cpp
std::vector<Case> log_page_cases();              // base/log_pages.cpp
std::vector<Case> effects_cases();               // base/effects.cpp
std::vector<Case> inventory_cases();             // subsystem/inventory.cpp: lists of namespaces and controllers
std::vector<Case> namespace_creation_cases();    // subsystem/namespace_creation.cpp
std::vector<Case> namespace_refusal_cases();     // subsystem/namespace_refusals.cpp
std::vector<Case> namespace_attachment_cases();  // subsystem/namespace_attachment.cpp
std::vector<Case> namespace_event_cases();       // subsystem/namespace_events.cpp
std::vector<Case> several_controllers_cases();   // subsystem/several_controllers.cpp
std::vector<Case> generic_command_cases();       // base/generic_command.cpp
std::vector<Case> command_entry_cases();         // base/command_entries.cpp: FUSE, PSDT, CID
std::vector<Case> feature_cases();               // base/features.cpp: Get and Set Features, and what they do
std::vector<Case> queue_cases();                 // base/queues.cpp
std::vector<Case> data_pointer_cases();          // base/data_pointers.cpp: PRPs
std::vector<Case> controller_life_cases();       // base/controller_life.cpp: properties, queues, event requests
std::vector<Case> controllers_cases();           // subsystem/controllers.cpp: two of one subsystem
std::vector<Case> reset_cases();                 // base/resets.cpp: Controller Reset, shutdown, power
std::vector<Case> concurrency_cases();           // zns/concurrency.cpp: commands in flight together
std::vector<Case> nvm_namespace_cases();         // nvm/nvm_namespace.cpp: blocks without zones, beside the zoned ones
std::vector<Case> zone_model_cases();            // zns/zone_model.cpp: geometry, descriptors, write pointer
std::vector<Case> zone_state_matrix_cases();     // zns/zone_state_matrix.cpp: section 2.2 of the catalogue
std::vector<Case> zone_resource_cases();         // zns/zone_resources.cpp
std::vector<Case> zone_append_cases();           // zns/zone_append.cpp
std::vector<Case> zone_management_send_cases();  // zns/zone_management_send.cpp
std::vector<Case> select_all_cases();            // zns/select_all.cpp
std::vector<Case> zone_descriptor_extension_cases();  // zns/zone_descriptor_extension.cpp
std::vector<Case> zone_management_receive_cases();    // zns/zone_management_receive.cpp
std::vector<Case> field_end_cases();                  // zns/field_ends.cpp: lengths and LBAs at the ends of fields
std::vector<Case> read_cases();                       // zns/read.cpp
std::vector<Case> write_cases();                      // zns/write.cpp
std::vector<Case> write_zeroes_cases();               // zns/write_zeroes.cpp
std::vector<Case> flush_cases();                      // zns/flush.cpp
std::vector<Case> zone_failure_cases();               // zns/zone_failure.cpp: Read Only and Offline zones

}  // namespace zns::suites
