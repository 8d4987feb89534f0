using TorchSharp.Modules;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>Interleaves the channels of g groups: N×(g·c)×H×W, read as g rows of c, comes out read by columns.</summary>
        public sealed class ChannelShuffle : ParameterLessModule<torch.Tensor, torch.Tensor>
        {
            internal ChannelShuffle(long groups)
                : base(nameof(ChannelShuffle)) => this.groups = groups;

            /// <summary>g, a divisor of the channels.</summary>
            public long groups { get; set; }

            /// <inheritdoc/>
            public override torch.Tensor forward(torch.Tensor tensor) => tensor.channel_shuffle(groups);
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Interleaves the channels of groups.</summary>
            /// <param name="groups">How many groups; a divisor of the channels.</param>
            public static ChannelShuffle ChannelShuffle(long groups) => new(groups);

            public static partial class functional
            {
                /// <summary>Interleaves the channels of groups.</summary>
                /// <param name="x">N×C×H×W.</param>
                /// <param name="groups">How many groups; a divisor of C.</param>
                public static Tensor channel_shuffle(Tensor x, long groups) => x.channel_shuffle(groups);
            }
        }
    }
}
