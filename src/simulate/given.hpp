#pragma once

#include "baton/core/effect.hpp"
#include "baton/core/finding.hpp"
#include "baton/core/json.hpp"
#include "baton/core/step_ref.hpp"
#include "baton/core/time.hpp"
#include "baton/formats/field_reader.hpp"
#include "baton/formats/yaml_file.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// How values of a scenario are read. A value that does not fit is a finding. The function then
// returns some value of the right type, which is never used because the scenario is not played.
namespace baton::simulate {

// A value of the file, and where it stands. It borrows file, value and findings.
struct Given {
  const formats::YamlFile& file;
  std::string pointer;  // the JSON pointer of the value in the file
  const core::Json& value;
  core::Findings& findings;  // receives what does not fit

  // A reader of the value as a mapping that may have only these members.
  formats::FieldReader members(const std::vector<std::string>& known) const;
  // An item of a list, as a value of its own. The value must be a list with more items than `at`.
  Given item(std::size_t at) const;
  // Adds an error at the place of the value.
  void error(std::string message, std::string hint = {}) const;
};

// A member as a value of its own. It must be there.
Given member(const formats::FieldReader& at, std::string_view key);

// A text.
std::string read_text(const Given& given);
// A list of texts.
std::vector<std::string> read_texts(const Given& given);
// A length of time: "1h30m".
core::Duration read_duration(const Given& given);
// A time as RFC 3339.
core::Time read_moment(const Given& given);
// A moment, or how long before now it is.
struct Earlier {
  std::optional<core::Time> moment{};
  core::Duration before{};
};
// Either of them: "2026-05-04T10:00:00Z" or "15m".
Earlier read_earlier(const Given& given);
// An optional member that may be any value; an empty object if it is absent.
core::Json read_value(const formats::FieldReader& at, std::string_view key);
// A member that is true or false and must be there.
bool read_required_flag(const formats::FieldReader& at, std::string_view key);

// The step that a text names, or one of its items: "mails", "mails.3" or "mails[3]".
core::StepRef step_meant(std::string_view text);

// The members by which a mapping says how an action ends: {result, output, code, message,
// retry_after}, or {status, body, retry_after} as of_http() takes them.
std::vector<std::string> answer_members();
// How an action ends, by those members.
core::ActionResult read_answer(const formats::FieldReader& at);
// The same for a value that is such a mapping, or an HTTP status alone.
core::ActionResult read_answer(const Given& given);

}  // namespace baton::simulate
