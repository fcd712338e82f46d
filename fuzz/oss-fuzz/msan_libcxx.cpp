// What the fuzz targets use of libc++.so, once more, compiled with memory sanitizer: OSS-Fuzz has a libc++ that is
// instrumented, Debian has not, and what an uninstrumented function writes counts as uninitialised. For emulate.sh
// only.
#include <charconv>
#include <string>

template class std::basic_string<char>;
template std::string std::operator+(const char*, const std::string&);

namespace {
template <typename Number>
std::string decimal(Number number) {
  char digits[24] = {};
  return {digits, std::to_chars(digits, digits + sizeof digits, number).ptr};
}
}  // namespace

namespace std::inline __1 {
string to_string(int number) {
  return decimal(number);
}
string to_string(long number) {
  return decimal(number);
}
string to_string(long long number) {
  return decimal(number);
}
string to_string(unsigned number) {
  return decimal(number);
}
string to_string(unsigned long number) {
  return decimal(number);
}
string to_string(unsigned long long number) {
  return decimal(number);
}
}  // namespace std::inline __1
