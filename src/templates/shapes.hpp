#pragma once

#include "baton/cel/expression.hpp"
#include "templates/draft.hpp"

#include <optional>
#include <string>
#include <vector>

namespace baton::templates {

// What the values have that expressions read, as far as the file and the connections tell: what a
// step emits or sets, what an event has that a connection sends.
class Shapes {
 public:
  // A part of a path that is not there.
  struct Fault {
    std::size_t part = 0;
    std::string message{};
    std::string hint{};
  };

  // `operations` may be null: then nothing is known of connections.
  Shapes(const Draft& draft, const core::Operations* operations)
      : draft_(draft), operations_(operations) {}

  std::optional<Fault> fault(const cel::Path& path, const Site& site) const;

 private:
  using Names = std::vector<std::string>;

  std::optional<Fault> fault_of_step(const cel::Path& path) const;
  std::optional<Fault> fault_of_data(const cel::Path& path, const Site& site) const;
  const Names* data_of(const std::string& connection, const std::string& type) const;

  const Draft& draft_;
  const core::Operations* operations_;
};

// The fault of a path whose part `part` is none of the members that are known at that place.
Shapes::Fault missing_member(const cel::Path& path, std::size_t part,
                             const std::vector<std::string>& known);
// Follows the path from `part` on into a value as the template has it.
std::optional<Shapes::Fault> follow_value(const cel::Path& path, std::size_t part,
                                          const core::Json& written);

}  // namespace baton::templates
