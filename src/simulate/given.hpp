#pragma once

#include "baton/core/effect.hpp"
#include "baton/core/finding.hpp"
#include "baton/core/json.hpp"
#include "baton/core/time.hpp"
#include "baton/formats/field_reader.hpp"
#include "baton/formats/yaml_file.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// How values of a scenario are read. What does not fit is a finding, and what is returned is then a
// value of the right type that nobody will use.
namespace baton::simulate {

// A value of the file, and where it stands. Borrows file, value and findings.
struct Given {
  const formats::YamlFile& file;
  std::string pointer;
  const core::Json& value;
  core::Findings& findings;

  // It as a mapping that has no members but these.
  formats::FieldReader members(const std::vector<std::string>& known) const;
  // An item of a list, as a value of its own. It must be a list with more items than `at`.
  Given item(std::size_t at) const;
  void error(std::string message, std::string hint = {}) const;
};

// A member, which must be there, as a value of its own.
Given member(const formats::FieldReader& at, std::string_view key);

std::string read_text(const Given& given);
std::vector<std::string> read_texts(const Given& given);
core::Duration read_duration(const Given& given);  // "1h30m"
core::Time read_moment(const Given& given);        // RFC 3339
// An optional member that may be any value; an empty object when it is absent.
core::Json read_value(const formats::FieldReader& at, std::string_view key);
// A member that must be there.
bool read_required_flag(const formats::FieldReader& at, std::string_view key);

// The members by which a mapping says what an action comes to: {result, output, code, message,
// retry_after}, or {status, body, retry_after} as of_http() takes it.
std::vector<std::string> answer_members();
core::ActionResult read_answer(const formats::FieldReader& at);
// An answer by itself: such a mapping, or a status alone.
core::ActionResult read_answer(const Given& given);

}  // namespace baton::simulate
