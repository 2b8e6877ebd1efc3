#pragma once

#include "baton/cel/expression.hpp"
#include "baton/cel/uses.hpp"
#include "templates/certainty.hpp"
#include "templates/draft.hpp"
#include "templates/shapes.hpp"
#include "templates/worlds.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace baton::templates {

// What expressions read of steps and inputs, against what will be there: warnings where it may be
// absent or never be so.
class Readings {
 public:
  Readings(Reader& reader, const Draft& draft, const core::Operations* operations,
           const Certainty& certainty, Worlds& worlds);

  // `offset`: where the expression begins in the scalar's text, in bytes. `before`: the steps that
  // are settled when the step of the site begins, which are all that it may read; null for the
  // workflow's outputs.
  void check(const Site& site, const Cursor& cursor, const cel::Expression& expression,
             std::size_t offset, const std::set<std::size_t>* before);

 private:
  // An expression, where it stands, and the steps that it asks about before it reads them.
  struct Reading {
    const Site& site;
    const Cursor& cursor;
    std::size_t offset;
    const std::set<std::size_t>* before;
    std::optional<std::size_t> step{};  // that it belongs to; unset in the workflow's outputs
    std::set<std::string> asked{};
    const cel::Expression* expression = nullptr;
  };

  void check_use(const Reading& reading, const cel::Use& use);
  void check_output(const Reading& reading, const cel::Use& use, std::size_t read);
  void check_error(const Reading& reading, const cel::Use& use, std::size_t read);
  void check_event(const Reading& reading, const cel::Comparison& comparison);
  void check_output_type(const Reading& reading, const cel::Comparison& comparison,
                         std::size_t read);
  void check_by(const Reading& reading, const cel::Comparison& comparison);
  void check_deciders(const Reading& reading);
  void check_comparison(const Reading& reading, const cel::Comparison& comparison);
  void check_status(const Reading& reading, const cel::Comparison& comparison, std::size_t read);
  void check_choice(const Reading& reading, const cel::Comparison& comparison);
  // True if what is read at this offset is not there in one of the ways in which the steps before
  // may have ended.
  bool may_be_missing(const Reading& reading, std::size_t offset);
  // The step of that name, when it may be read there.
  std::optional<std::size_t> find(const Reading& reading, const std::string& name) const;
  // True if the step was surely done when the expression is evaluated.
  bool succeeded(const Reading& reading, std::size_t read) const;
  bool tried(const Reading& reading, std::size_t read) const;
  bool same_condition(const Reading& reading, std::size_t read) const;
  void warn(const Reading& reading, std::size_t at, std::string rule, std::string message,
            std::string hint);

  Reader& reader_;
  const Draft& draft_;
  const core::Operations* operations_;
  const Certainty& certainty_;
  Worlds& worlds_;
  Shapes shapes_;
  std::size_t cost_left_;  // of what may_be_missing() may take in all
  std::vector<std::set<std::string>>
      asked_;  // beside the steps: what their `when` and `gate` ask about
};

}  // namespace baton::templates
