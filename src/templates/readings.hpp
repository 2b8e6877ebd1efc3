#pragma once

#include "baton/cel/expression.hpp"
#include "baton/cel/uses.hpp"
#include "templates/certainty.hpp"
#include "templates/firings.hpp"
#include "templates/partial_template.hpp"
#include "templates/shapes.hpp"
#include "templates/worlds.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace baton::templates {

// Compares what expressions read of steps, inputs and events with what will be there. Warns where a
// value may be absent, and where a comparison can never be true.
class Readings {
 public:
  // All references are borrowed. `operations` may be null.
  Readings(Reader& reader, const PartialTemplate& partial, const core::Operations* operations,
           const Certainty& certainty, Worlds& worlds);

  // Checks one expression, which begins `offset` bytes into the text of the scalar at `cursor`.
  // `before` holds the steps that have ended when the step of the site begins, which are all that
  // it may read. It is null where the expression belongs to no step.
  void check(const Site& site, const Cursor& cursor, const cel::Expression& expression,
             std::size_t offset, const std::set<std::size_t>* before);
  // Warns only where the status of a step is compared with a word that no status has. For an
  // expression that may ask of steps that have not ended.
  void check_statuses(const Site& site, const Cursor& cursor, const cel::Expression& expression);

 private:
  // The expression that is being checked.
  struct Reading {
    const Site& site;
    const Cursor& cursor;
    std::size_t offset;
    const std::set<std::size_t>* before;
    // The step that it belongs to; unset where it belongs to none.
    std::optional<std::size_t> step{};
    // The steps whose status, or whether they have an output, is asked about by the expression or
    // by the `when` or gate of its step. What it reads of these is taken to be guarded.
    std::set<std::string> asked{};
    const cel::Expression* expression = nullptr;
  };

  void check_use(const Reading& reading, const cel::Use& use);
  void check_trigger(const Reading& reading, const cel::Use& use);
  void check_said(const Reading& reading, const std::vector<cel::Use>& uses);
  void check_output(const Reading& reading, const cel::Use& use, std::size_t read);
  void check_error(const Reading& reading, const cel::Use& use, std::size_t read);
  void check_event(const Reading& reading, const cel::Comparison& comparison);
  void check_output_type(const Reading& reading, const cel::Comparison& comparison,
                         std::size_t read);
  void check_by(const Reading& reading, const cel::Comparison& comparison);
  void check_deciders(const Reading& reading);
  void check_comparison(const Reading& reading, const cel::Comparison& comparison);
  void check_status(const Reading& reading, const cel::Comparison& comparison, std::size_t read);
  void no_such_status(const Reading& reading, const cel::Comparison& comparison);
  void check_choice(const Reading& reading, const cel::Comparison& comparison);
  // True if the value that is read at this offset is absent in one of the ways in which the steps
  // before may have ended, or if finding out would take too long.
  bool may_be_missing(const Reading& reading, std::size_t offset);
  // The same in a run that the firing has started; but false if finding out would take too long.
  bool missing_after(const Firing& firing, const Reading& reading, std::size_t offset);
  // The same with what is known of other names than `steps`. Unset: finding out would take too
  // long.
  std::optional<bool> may_be_missing(const Reading& reading, std::size_t offset,
                                     cel::Sketch::Members known);
  // True if the steps before the step of the expression may be in any state (Certainty::loose()).
  bool loose(const Reading& reading) const;
  // The step of that name, if the expression may read it.
  std::optional<std::size_t> find(const Reading& reading, const std::string& name) const;
  // True if the step has surely succeeded when the expression is evaluated.
  bool succeeded(const Reading& reading, std::size_t read) const;
  // True if the step has surely been tried then: it succeeded, or failed and the run went on.
  bool tried(const Reading& reading, std::size_t read) const;
  bool same_condition(const Reading& reading, std::size_t read) const;
  void warn(const Reading& reading, std::size_t at, std::string rule, std::string message,
            std::string hint);

  Reader& reader_;
  const PartialTemplate& partial_;
  const core::Operations* operations_;
  const Certainty& certainty_;
  Worlds& worlds_;
  Shapes shapes_;
  std::vector<Firing> firings_;
  // How many more parts may_be_missing() may evaluate for this template.
  std::size_t cost_left_;
  // By step: the steps that its `when` and its gate ask about.
  std::vector<std::set<std::string>> asked_;
};

}  // namespace baton::templates
