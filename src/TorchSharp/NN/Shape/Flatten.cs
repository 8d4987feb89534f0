using TorchSharp.Interop;
using TorchSharp.Modules;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>Joins a range of dimensions into one.</summary>
        public sealed class Flatten : ParameterLessModule<torch.Tensor, torch.Tensor>
        {
            private static readonly Op Op = new("aten::flatten", "using_ints");

            internal Flatten(long start_dim, long end_dim)
                : base(nameof(Flatten))
            {
                this.start_dim = start_dim;
                this.end_dim = end_dim;
            }

            /// <summary>The first joined dimension.</summary>
            public long start_dim { get; set; }

            /// <summary>The last joined dimension.</summary>
            public long end_dim { get; set; }

            /// <inheritdoc/>
            public override torch.Tensor forward(torch.Tensor input) => Op.Call(input, start_dim, end_dim);
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Joins a range of dimensions into one.</summary>
            /// <param name="start_dim">The first joined dimension.</param>
            /// <param name="end_dim">The last joined dimension.</param>
            public static Flatten Flatten(long start_dim = 1, long end_dim = -1) => new(start_dim, end_dim);
        }
    }
}
