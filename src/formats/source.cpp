#include "baton/formats/source.hpp"

#include <algorithm>

namespace baton::formats {

namespace {

// A position is found by counting the code points of at most one block.
constexpr std::size_t kBlockBytes = 256;

}  // namespace

std::size_t code_points(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

std::string_view file_text(std::string_view bytes) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (bytes.starts_with(kByteOrderMark)) bytes.remove_prefix(kByteOrderMark.size());
  return bytes;
}

Source::Source(std::string_view text) : text_(text), starts_{0} {
  for (std::size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1))
    starts_.push_back(at + 1);
  points_.push_back(0);
  for (std::size_t at = 0; at < text.size(); at += kBlockBytes)
    points_.push_back(points_.back() + code_points(text.substr(at, kBlockBytes)));
}

std::size_t Source::points_before(std::size_t offset) const {
  const auto block = offset / kBlockBytes;
  return points_[block] + code_points(text_.substr(block * kBlockBytes, offset % kBlockBytes));
}

std::size_t Source::line_number(std::size_t offset) const {
  return static_cast<std::size_t>(std::upper_bound(starts_.begin(), starts_.end(), offset) -
                                  starts_.begin());
}

core::Position Source::position(std::size_t offset) const {
  offset = std::min(offset, text_.size());
  const auto number = line_number(offset);
  return {number, points_before(offset) - points_before(starts_[number - 1]) + 1};
}

std::size_t Source::line_start(std::size_t number) const {
  return number == 0 || number > starts_.size() ? text_.size() : starts_[number - 1];
}

std::string_view Source::line(std::size_t number) const {
  if (number == 0 || number > starts_.size()) return {};
  const auto start = starts_[number - 1];
  auto line = text_.substr(start, text_.find('\n', start) - start);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::size_t Source::indent(std::size_t offset) const {
  offset = std::min(offset, text_.size());
  return offset - starts_[line_number(offset) - 1];
}

}  // namespace baton::formats
