// The C face of OpenCV's image decoding and resizing. Pixels are RGB, 8 bits a channel, rows without padding (H×W×3).
// Every function that returns int gives 0 on success; otherwise `error` holds one line of text, ending in a zero byte.
#pragma once

#include <cstddef>
#include <cstdint>

#if defined(_WIN32)
#define EDGEKD_API extern "C" __declspec(dllexport)
#else
#define EDGEKD_API extern "C" __attribute__((visibility("default")))
#endif

struct edgekd_image;

// Decodes `size` bytes. The caller has read height and width from the file's header and checked them; a picture that
// comes out larger than `max_pixels` is an error here too. Grey and alpha become RGB, EXIF orientation is applied.
EDGEKD_API int edgekd_image_decode(const uint8_t* data, size_t size, int64_t max_pixels, edgekd_image** result,
                                   int32_t* height, int32_t* width, char* error, size_t error_size);

// Copies the pixels to `destination` (`destination_size` bytes, exactly height×width×3).
EDGEKD_API int edgekd_image_copy(const edgekd_image* image, uint8_t* destination, size_t destination_size,
                                 char* error, size_t error_size);

EDGEKD_API void edgekd_image_free(edgekd_image* image);

// Resizes by area averaging when the picture shrinks in both directions, else bilinearly.
EDGEKD_API int edgekd_image_resize(const uint8_t* source, int32_t source_height, int32_t source_width,
                                   uint8_t* destination, int32_t height, int32_t width, char* error, size_t error_size);
