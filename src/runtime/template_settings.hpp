#pragma once

#include <string>
#include <string_view>

// The names of the settings that keep what is known of a template beside its versions.
namespace baton::runtime {

// Who retired a workflow, when, and which version was active until then: {"actor", "at",
// "version"}. The setting is empty when nobody did.
inline std::string retired_setting(std::string_view workflow) {
  return "template_retired:" + std::string(workflow);
}

// The SHA-256 of the text that was last published from a file, in hex.
inline std::string file_setting(std::string_view file) {
  return "template_file:" + std::string(file);
}

}  // namespace baton::runtime
