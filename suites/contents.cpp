#include "suites/contents.hpp"

namespace zns::suites {

std::vector<Section> contents() {
  return {
      {"Base 2.0 3.3.3", "Commands and completions", generic_command_cases()},
      {"Base 2.0 3.3.3.1", "Submission queue entries", command_entry_cases()},
      {"Base 2.0 3.3", "Queues", queue_cases()},
      {"Base 2.0 3.1.3", "Controller properties", controller_life_cases()},
      {"Base 2.0 3.7", "Resets and shutdown", reset_cases()},
      {"Base 2.0 2.4.1", "Several controllers of a subsystem", controllers_cases()},
      {"Base 2.0 4.1.1", "Physical region pages", data_pointer_cases()},
      {"Base 2.0 3.3.3.1", "Ends of fields", field_end_cases()},
      {"Base 2.0 5.1", "Abort command", abort_cases()},
      {"Base 2.0 5.2", "Asynchronous Event Request command", async_event_cases()},
      {"Base 2.0 5.14", "Format NVM command", format_cases()},
      {"Base 2.0 5.16", "Get Log Page command", log_page_cases()},
      {"Base 2.0 5.16.1.6", "Commands Supported and Effects", effects_cases()},
      {"Base 2.0 5.17", "Identify command", identify_cases()},
      {"Base 2.0 5.15/5.27", "Features", feature_cases()},
      {"Base 2.0 5.17", "Inventory of a subsystem", inventory_cases()},
      {"Base 2.0 5.18", "Keep Alive and Device Self-test commands", keep_alive_cases()},
      {"Base 2.0 5.23", "Namespace Management command", namespace_creation_cases()},
      {"Base 2.0 5.23", "Namespace Management command: refusals", namespace_refusal_cases()},
      {"Base 2.0 5.22", "Namespace Attachment command", namespace_attachment_cases()},
      {"Base 2.0 5.2.1", "Events of namespaces", namespace_event_cases()},
      {"Base 2.0 2.4", "Several controllers", several_controllers_cases()},
      {"Base 2.0 5.24", "Sanitize command", sanitize_cases()},
      {"Base 2.0 7.1", "Flush command", flush_cases()},
      {"NVM 1.0 3.2.4", "Read command", read_cases()},
      {"NVM 1.0 3.2.6", "Write command", write_cases()},
      {"NVM 1.0 3.2.8", "Write Zeroes command", write_zeroes_cases()},
      {"NVM 1.0 2.1", "Namespaces of the NVM Command Set", nvm_namespace_cases()},
      {"ZNS 1.1 2.1.1", "Zones and zone descriptors", zone_model_cases()},
      {"ZNS 1.1 2.1.1.3", "Zone state machine", zone_state_matrix_cases()},
      {"ZNS 1.1 2.1.1.3", "Read Only and Offline zones", zone_failure_cases()},
      {"ZNS 1.1 2.1.1.4", "Zone resources", zone_resource_cases()},
      {"ZNS 1.1 2.1.2", "Commands in flight together", concurrency_cases()},
      {"ZNS 1.1 3.4.1", "Zone Append command", zone_append_cases()},
      {"ZNS 1.1 3.4.2", "Zone Management Receive command", zone_management_receive_cases()},
      {"ZNS 1.1 3.4.3", "Zone Management Send command", zone_management_send_cases()},
      {"ZNS 1.1 3.4.3.1", "Zone Management Send command: Select All", select_all_cases()},
      {"ZNS 1.1 5.3", "Zone Descriptor Extensions", zone_descriptor_extension_cases()},
  };
}

}  // namespace zns::suites
