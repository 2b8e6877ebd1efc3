#pragma once

#include <string>
#include <string_view>

// The names under which the store's settings keep what is known of a template beside its versions.
namespace baton::runtime {

// Who retired a workflow and when, as JSON; empty: nobody did.
inline std::string retired_setting(std::string_view workflow) {
  return "template_retired:" + std::string(workflow);
}

// The SHA-256 of the text that was last published from a file.
inline std::string file_setting(std::string_view file) {
  return "template_file:" + std::string(file);
}

}  // namespace baton::runtime
