#include "app/problem.hpp"

#include "baton/core/counted.hpp"
#include "baton/templates/load.hpp"

#include <ostream>
#include <vector>

namespace baton::app {
namespace {

core::Json problem_of(const core::Error& error) {
  core::Json problem = {{"type", "urn:baton:problem:" + std::string(core::name(error.code))},
                        {"title", std::string(core::name(error.code))},
                        {"code", std::string(core::name(error.code))},
                        {"detail", error.message}};
  if (!error.hint.empty()) problem["hint"] = error.hint;
  if (!error.where.empty()) problem["instance"] = error.where;
  return problem;
}

std::size_t size_at(const core::Json& json, std::string_view key) {
  const core::Json* value = core::find(json, key);
  return value && value->is_number_integer() && *value > 0 ? value->get<std::size_t>() : 0;
}

// Translates the API's place of a mistake into what the user typed: "query parameter status" is the
// option --status.
std::string as_typed(const std::string& place) {
  constexpr std::string_view kParameter = "query parameter ";
  if (!place.starts_with(kParameter)) return place;
  const std::string name = place.substr(kParameter.size());
  return name == "q" ? "--query" : "--" + name;
}

// The place in the input that an error of the API names, for people.
std::string place_of(const core::Json& error) {
  if (const std::size_t line = size_at(error, "line"); line != 0)
    return std::to_string(line) + ":" + std::to_string(size_at(error, "column"));
  return core::text_at(error, "pointer", core::text_at(error, "where"));
}

}  // namespace

Refused::Refused(ExitCode exit, core::Json problem, std::string source)
    : std::runtime_error(core::text_at(problem, "detail")),
      exit_(exit),
      problem_(std::move(problem)),
      source_(std::move(source)) {}

Refused::Refused(ExitCode exit, core::Json problem, std::map<std::string, std::string> sources)
    : Refused(exit, std::move(problem)) {
  sources_ = std::move(sources);
}

const std::string& Refused::source(const std::string& file) const {
  const auto found = sources_.find(file);
  return found == sources_.end() ? source_ : found->second;
}

Refused::Refused(const core::Error& error) : Refused(exit_code(error.code), problem_of(error)) {}

Refused usage(std::string message, std::string hint) {
  return Refused(core::Error{core::Errc::invalid, std::move(message), {}, std::move(hint)});
}

Refused no_such(const std::string& what, const std::string& name,
                const std::vector<std::string>& known, const std::string& list) {
  auto hint = core::did_you_mean(name, known);
  if (hint.empty()) hint = list + " shows those there are";
  return Refused(core::Error{
      core::Errc::not_found, "there is no " + what + " \"" + name + '"', {}, std::move(hint)});
}

core::Json mistakes_in(const std::string& what, const core::Findings& findings) {
  return {{"type", "urn:baton:problem:invalid"},
          {"title", "The " + what + " cannot be used"},
          {"code", "invalid"},
          {"detail", core::counted(findings.size(), "mistake") + " in the " + what},
          {"errors", to_json(findings)}};
}

core::Finding finding_from_json(const core::Json& json, const std::string& file) {
  core::Finding finding;
  finding.severity = core::text_at(json, "severity") == "warning" ? core::Finding::Severity::warning
                                                                  : core::Finding::Severity::error;
  finding.rule = core::text_at(json, "rule");
  finding.message = core::text_at(json, "message");
  finding.hint = core::text_at(json, "hint");
  finding.file = file.empty() ? core::text_at(json, "file") : file;
  finding.at = {size_at(json, "line"), size_at(json, "column")};
  finding.length = size_at(json, "length");
  finding.pointer = core::text_at(json, "pointer");
  return finding;
}

namespace {

// Prints one mistake, where it is, and what to do about it; the last two may be empty.
void print_mistake(Terminal& terminal, const std::string& message, const std::string& place,
                   const std::string& hint) {
  terminal.err() << terminal.paint_err("error:", Colour::red) << ' ' << printable(message) << '\n';
  if (!place.empty()) terminal.err() << "  --> " << printable(as_typed(place)) << '\n';
  if (!hint.empty())
    terminal.err() << terminal.paint_err("help:", Colour::blue) << ' ' << printable(hint) << '\n';
}

}  // namespace

void print_problem(Terminal& terminal, const Refused& refused) {
  const core::Json& problem = refused.problem();
  if (!terminal.table() && terminal.format() != Format::name) {
    terminal.err() << core::dump(problem) << '\n';
    return;
  }
  std::string message =
      core::text_at(problem, "detail", core::text_at(problem, "title", "the request was refused"));
  std::string hint = core::text_at(problem, "hint");
  std::string place = core::text_at(problem, "instance");
  std::vector<const core::Json*> placed;
  if (const core::Json* errors = core::find(problem, "errors"); errors && errors->is_array()) {
    for (const core::Json& error : *errors) {
      if (core::find(error, "rule")) {
        terminal.err() << templates::print(finding_from_json(error, {}),
                                           refused.source(core::text_at(error, "file")));
      } else {
        placed.push_back(&error);
      }
    }
  }
  if (placed.size() > 1) {
    for (const auto* error : placed)
      print_mistake(terminal, core::text_at(*error, "message", message), place_of(*error),
                    core::text_at(*error, "hint"));
    return;
  }
  if (!placed.empty()) {
    place = place_of(*placed.front());
    hint = core::text_at(*placed.front(), "hint", hint);
  }
  // The API repeats the hint at the end of the detail. Here the hint has a line of its own.
  if (!hint.empty() && message.ends_with("; " + hint))
    message.resize(message.size() - hint.size() - 2);
  print_mistake(terminal, message, place, hint);
}

}  // namespace baton::app
