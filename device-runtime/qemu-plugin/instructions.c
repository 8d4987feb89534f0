/* Counts the guest instructions that a program executes under qemu-user, and those of a part of it.
 *
 *     qemu-aarch64 -plugin libedgekd_instructions.so,out=FILE PROGRAM ...
 *
 * FILE gets a JSON object when the program ends: {"schema":1,"instructions":ALL,"marked":MARKED,"runs":RUNS}. MARKED
 * are the instructions between the two marks that edgekd-runner makes around its measured loop, RUNS the inferences in
 * it; both are null where no pair of marks was made. MARKED / RUNS is the cost of an inference: it is exact and the
 * same each time with one thread; it includes what the loop does beside the inference (reading and normalising an
 * image, ranking the logits).
 *
 * A mark is a system call that the system refuses: prctl of an option that does not exist
 * (device-runtime/native/runner/device.cpp). So one run is enough, and loading the model does not count.
 *
 * Each block adds its length to one number when it is entered, which costs an addition; threads that add at once lose
 * counts.
 */
#include "qemu_plugin_api.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { MARK_BEGIN = 0x454B4401, MARK_END = 0x454B4402, PRCTL_AARCH64 = 167, PRCTL_X86_64 = 157 };

int qemu_plugin_version = QEMU_PLUGIN_API_VERSION;

static uint64_t executed, begin, marked, runs;
static bool is_begun, is_ended;
static int64_t prctl_number;
static char out[4096];

static void on_translation(qemu_plugin_id_t id, struct qemu_plugin_tb *tb) {
    (void)id;
    qemu_plugin_register_vcpu_tb_exec_inline(tb, QEMU_PLUGIN_INLINE_ADD_U64, &executed, qemu_plugin_tb_n_insns(tb));
}

static void on_system_call(qemu_plugin_id_t id, unsigned int vcpu_index, int64_t number, uint64_t option,
                           uint64_t value, uint64_t a3, uint64_t a4, uint64_t a5, uint64_t a6, uint64_t a7,
                           uint64_t a8) {
    (void)id, (void)vcpu_index, (void)a3, (void)a4, (void)a5, (void)a6, (void)a7, (void)a8;
    if (number != prctl_number) return;
    if ((uint32_t)option == MARK_BEGIN) {
        begin = executed;
        is_begun = true;
    } else if ((uint32_t)option == MARK_END && is_begun) {
        marked = executed - begin;
        runs = value;
        is_ended = true;
    }
}

static void on_end(qemu_plugin_id_t id, void *data) {
    (void)id, (void)data;
    char temporary[sizeof out + 8];
    snprintf(temporary, sizeof temporary, "%s.tmp", out);
    FILE *file = fopen(temporary, "w");
    if (file == NULL) {
        qemu_plugin_outs("edgekd instructions: the file of the count cannot be made\n");
        return;
    }
    int wrote =
        is_ended
            ? fprintf(file, "{\"schema\":1,\"instructions\":%" PRIu64 ",\"marked\":%" PRIu64 ",\"runs\":%" PRIu64 "}\n",
                      executed, marked, runs)
            : fprintf(file, "{\"schema\":1,\"instructions\":%" PRIu64 ",\"marked\":null,\"runs\":null}\n", executed);
    if (fclose(file) != 0 || wrote < 0 || rename(temporary, out) != 0)
        qemu_plugin_outs("edgekd instructions: the count cannot be written\n");
}

int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int argc, char **argv) {
    for (int i = 0; i < argc; i++)
        if (strncmp(argv[i], "out=", 4) == 0 && strlen(argv[i] + 4) < sizeof out) strcpy(out, argv[i] + 4);
    if (out[0] == '\0' || info->system_emulation) {
        qemu_plugin_outs("edgekd instructions: give out=FILE, under qemu-user\n");
        return 1;
    }
    prctl_number = strcmp(info->target_name, "aarch64") == 0  ? PRCTL_AARCH64
                   : strcmp(info->target_name, "x86_64") == 0 ? PRCTL_X86_64
                                                              : -1;
    qemu_plugin_register_vcpu_tb_trans_cb(id, on_translation);
    qemu_plugin_register_vcpu_syscall_cb(id, on_system_call);
    qemu_plugin_register_atexit_cb(id, on_end, NULL);
    return 0;
}
