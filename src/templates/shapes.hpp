#pragma once

#include "baton/cel/expression.hpp"
#include "templates/partial_template.hpp"

#include <optional>
#include <string>
#include <vector>

namespace baton::templates {

// Which members the values have that expressions read, as far as the file and the connections tell:
// what a step emits or sets, and what an event has that a connection sends.
class Shapes {
 public:
  // A part of a path that the value does not have.
  struct Fault {
    // The index of that part in the path.
    std::size_t part = 0;
    std::string message{};
    std::string hint{};
  };

  // Both are borrowed. `operations` may be null: then nothing is known of connections.
  Shapes(const PartialTemplate& partial, const core::Operations* operations)
      : partial_(partial), operations_(operations) {}

  // What is wrong with a path that an expression at `site` reads. Nothing when it is right, or when
  // not enough is known to tell.
  std::optional<Fault> fault(const cel::Path& path, const Site& site) const;

 private:
  using Names = std::vector<std::string>;

  std::optional<Fault> fault_of_step(const cel::Path& path) const;
  std::optional<Fault> fault_of_data(const cel::Path& path, const Site& site) const;
  const Names* data_of(const std::string& connection, const std::string& type) const;

  const PartialTemplate& partial_;
  const core::Operations* operations_;
};

// The fault "… has no …" of a path whose part `part` is none of the members `known` there.
Shapes::Fault missing_member(const cel::Path& path, std::size_t part,
                             const std::vector<std::string>& known);
// Follows the path from part `part` on into a value as it is written in the template. Nothing when
// the path leads to a member, or into a text with an expression in it.
std::optional<Shapes::Fault> follow_value(const cel::Path& path, std::size_t part,
                                          const core::Json& written);

}  // namespace baton::templates
