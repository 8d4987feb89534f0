using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static bool cuda_is_available() => cuda.is_available();

    public static class cuda
    {
        public static bool is_available() => Native.Check(Native.edgekd_cuda_available()) != 0;
        public static bool is_cudnn_available() => Native.Check(Native.edgekd_cudnn_available()) != 0;
        public static int device_count() => Native.Check(Native.edgekd_cuda_devices());
        public static Generator manual_seed(long seed) => torch.manual_seed(seed);
        public static Generator manual_seed_all(long seed) => torch.manual_seed(seed);

        /// <summary>Waits for all work on the device (-1: the current one).</summary>
        public static void synchronize(long device_index = -1) => Native.Check(Native.edgekd_cuda_synchronize(device_index));

        public static void synchronize(Device device)
        {
            if (device.type != DeviceType.CUDA) throw new ArgumentException("Not a CUDA device.", nameof(device));
            synchronize(device.index);
        }
    }

    public static class backends
    {
        public static class cuda
        {
            public static class matmul
            {
                /// <summary>Whether cuBLAS may multiply float32 matrices in TF32, with 10 bits of fraction. For the whole process.</summary>
                public static bool allow_tf32 { get => Flag(5); set => Set(5, value); }
            }
        }

        public static class cudnn
        {
            public static bool is_available() => torch.cuda.is_cudnn_available();

            public static bool enabled { get => Flag(0); set => Set(0, value); }
            public static bool benchmark { get => Flag(1); set => Set(1, value); }
            public static bool deterministic { get => Flag(2); set => Set(2, value); }

            /// <summary>Whether cuDNN may convolve float32 tensors in TF32, with 10 bits of fraction. For the whole process.</summary>
            public static bool allow_tf32 { get => Flag(6); set => Set(6, value); }
        }

        private static bool Flag(int which) => Native.Check(Native.edgekd_context_flag(which, -1)) != 0;
        private static void Set(int which, bool on) => Native.Check(Native.edgekd_context_flag(which, on ? 1 : 0));
    }
}
