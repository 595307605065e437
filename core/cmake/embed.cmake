# Writes a file as a C++ array of bytes: cmake -DIN=file -DOUT=file.cpp -DNAME=kName -P embed.cmake
file(READ "${IN}" bytes HEX)
string(REGEX REPLACE "(..)" "0x\\1," bytes "${bytes}")
string(REGEX REPLACE "((0x..,){24})" "\\1\n" bytes "${bytes}")
file(WRITE "${OUT}"
"// Generated from ${IN}.
namespace reamp {
extern const unsigned char ${NAME}[];
extern const unsigned long ${NAME}Bytes;
const unsigned char ${NAME}[] = {
${bytes}};
const unsigned long ${NAME}Bytes = sizeof ${NAME};
}  // namespace reamp
")
