/* EdgeKd's device library: image classifiers out of signed release bundles, on ONNX Runtime.
 *
 * A bundle is checked before anything of it is used: its layout, the digest of every file and, with a key, its
 * signature. Pictures are decoded, resized and normalised bit by bit as EdgeKd's training and validation do.
 *
 * Every function that returns an edgekd_result gives EDGEKD_OK, or says what is wrong in one line of UTF-8 (cut to
 * `error_size` bytes, with a zero at its end); `error` may be null. Nothing is thrown across this interface. Strings
 * that are returned live as long as what they were asked of. Handles may be used on any thread: a model on several
 * threads at once, an input on one thread at a time.
 */
#ifndef EDGEKD_H
#define EDGEKD_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define EDGEKD_API __attribute__((visibility("default")))

typedef enum edgekd_result {
    EDGEKD_OK = 0,
    EDGEKD_FAILED = 1, /* something is damaged, missing or does not fit */
    EDGEKD_USAGE = 2,  /* an argument is out of range */
    EDGEKD_REFUSED = 3 /* a signature is missing, wrong, or of a key that is not trusted */
} edgekd_result;

typedef struct edgekd_model edgekd_model; /* an opened model */
typedef struct edgekd_input edgekd_input; /* one image as its model takes it */

/* Which model to open. Set all to zero, then `size` and `path`. */
typedef struct edgekd_open_options {
    size_t size;      /* sizeof(edgekd_open_options): later versions have more fields */
    const char* path; /* a bundle (.zip), the folder it was unpacked to, or a bare .onnx file */
    const char* key;  /* a public key (PEM) or a trust file (JSON); null: the signature is not looked at, and `verified`
                         says so */
    const char* precision; /* which model of a bundle; null: the one for `target` */
    const char* target;    /* the machine's name among the bundle's targets; null: "local" */
    const char* runtime;   /* path of libonnxruntime.so; null: beside the executable, then $EDGEKD_ONNXRUNTIME */
    const char* provider;  /* cpu, xnnpack, nnapi, cuda or tensorrt; null: cpu */
    int32_t threads;       /* inside one operator; 0: 1 */
} edgekd_open_options;

typedef struct edgekd_model_info {
    const char* file;            /* the model's file */
    const char* sha256;          /* its SHA-256, 64 hexadecimal digits */
    const char* precision;       /* null of a bare .onnx file, as are the next two */
    const char* bundle;          /* the bundle's name */
    const char* version;         /* the bundle's version */
    const char* verified;        /* "signature", "digests" or "none" */
    const char* runtime_version; /* of ONNX Runtime */
    int32_t class_count;         /* K */
    int32_t height, width;       /* of the input, in pixels */
    int32_t takes_pixels;        /* 1: the model resizes, cuts and normalises pictures of any size itself */
    double load_ms;              /* to build the session and optimise the graph, in milliseconds */
} edgekd_model_info;

typedef struct edgekd_answer {
    int32_t label;      /* the class, 0 to K-1 */
    double probability; /* softmax of the logits */
} edgekd_answer;

/* The library's version, such as "0.1.0". */
EDGEKD_API const char* edgekd_version(void);

EDGEKD_API edgekd_result edgekd_model_open(const edgekd_open_options* options, edgekd_model** model, char* error,
                                           size_t error_size);
EDGEKD_API void edgekd_model_close(edgekd_model* model);
EDGEKD_API void edgekd_model_describe(const edgekd_model* model, edgekd_model_info* info);

/* The name of a class; null where there is no such class or the model names none. */
EDGEKD_API const char* edgekd_model_label(const edgekd_model* model, int32_t label);

/* Which provider each node ran on, as a JSON object such as {"CPUExecutionProvider":57}. Opens the model once more and
 * runs it once. */
EDGEKD_API edgekd_result edgekd_model_placement(const edgekd_model* model, char* json, size_t json_size, char* error,
                                                size_t error_size);

/* An image from a JPEG or PNG file, from its bytes (`name` is for messages), or from RGB pixels (height×width×3 bytes,
 * rows without padding): resized and cut as the model says. */
EDGEKD_API edgekd_result edgekd_input_from_file(const edgekd_model* model, const char* path, edgekd_input** input,
                                                char* error, size_t error_size);
EDGEKD_API edgekd_result edgekd_input_from_encoded(const edgekd_model* model, const uint8_t* bytes, size_t count,
                                                   const char* name, edgekd_input** input, char* error,
                                                   size_t error_size);
EDGEKD_API edgekd_result edgekd_input_from_pixels(const edgekd_model* model, const uint8_t* rgb, int32_t height,
                                                  int32_t width, edgekd_input** input, char* error, size_t error_size);

/* An image that was brought to size before, as packed data files hold it: only its centre is cut out. */
EDGEKD_API edgekd_result edgekd_input_from_prepared(const edgekd_model* model, const uint8_t* rgb, int32_t height,
                                                    int32_t width, edgekd_input** input, char* error,
                                                    size_t error_size);

/* The numbers that the model is given, for whoever compares them: 3×height×width floats of a model that takes numbers,
 * else null. */
EDGEKD_API const float* edgekd_input_numbers(const edgekd_input* input, size_t* count);
EDGEKD_API void edgekd_input_free(edgekd_input* input);

/* Computes the logits, `count` (the model's class_count) floats. */
EDGEKD_API edgekd_result edgekd_model_run(const edgekd_model* model, const edgekd_input* input, float* logits,
                                          size_t count, char* error, size_t error_size);

/* The likeliest `count` classes of an image file, best first; of equals, the one with the smaller number. */
EDGEKD_API edgekd_result edgekd_classify_file(const edgekd_model* model, const char* path, edgekd_answer* answers,
                                              size_t count, char* error, size_t error_size);

#ifdef __cplusplus
}
#endif

#endif
