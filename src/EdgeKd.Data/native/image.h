// The C face of OpenCV's image decoding and of the resampling in resample.h. Pixels are RGB, 8 bits a channel, rows without padding (H×W×3).
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

// The pixels themselves, rows `stride` bytes apart; they are there until the image is freed.
EDGEKD_API const uint8_t* edgekd_image_pixels(const edgekd_image* image, size_t* stride);

EDGEKD_API void edgekd_image_free(edgekd_image* image);

// Resizes to full_height×full_width as Pillow does (`filter` 0: bilinear, 1: bicubic, both antialiased) and writes of that
// the window height×width at (top, left). Source rows are `source_stride` bytes apart.
EDGEKD_API int edgekd_image_resize(const uint8_t* source, size_t source_stride, int32_t source_height,
                                   int32_t source_width, int64_t full_height, int64_t full_width, int64_t top,
                                   int64_t left, uint8_t* destination, int32_t height, int32_t width, int32_t filter,
                                   char* error, size_t error_size);

// Encodes RGB pixels as PNG (`jpeg_quality` 0) or as JPEG (1 to 100) into `destination` and says in `written` how many bytes it took;
// an error where `destination_size` is too small.
EDGEKD_API int edgekd_image_encode(const uint8_t* pixels, int32_t height, int32_t width, int32_t jpeg_quality,
                                   uint8_t* destination, size_t destination_size, size_t* written, char* error,
                                   size_t error_size);
