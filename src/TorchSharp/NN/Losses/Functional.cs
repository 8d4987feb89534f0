using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Op CrossEntropy = new("aten::cross_entropy_loss");
            private static readonly Op NegativeLogLikelihood = new("aten::nll_loss_nd");
            private static readonly Op KlDivergence = new("aten::kl_div");
            private static readonly Op SquaredError = new("aten::mse_loss");
            private static readonly Op AbsoluteError = new("aten::l1_loss");
            private static readonly Op SmoothAbsoluteError = new("aten::smooth_l1_loss");
            private static readonly Op Huber = new("aten::huber_loss");
            private static readonly Op BinaryCrossEntropy = new("aten::binary_cross_entropy");
            private static readonly Op BinaryCrossEntropyWithLogits = new("aten::binary_cross_entropy_with_logits");
            private static readonly Op CosineEmbedding = new("aten::cosine_embedding_loss");

            /// <summary>−log softmax(input)[target], or −Σ target·log softmax(input).</summary>
            /// <param name="input">N×K(×…) logits.</param>
            /// <param name="target">N(×…) class numbers, or N×K(×…) probabilities.</param>
            /// <param name="weight">K class weights, or null.</param>
            /// <param name="ignore_index">The class number that counts for nothing.</param>
            /// <param name="reduction">What becomes of the losses.</param>
            /// <param name="label_smoothing">The share of the uniform distribution in the target, from 0 to 1.</param>
            public static Tensor cross_entropy(
                Tensor input, Tensor target, Tensor? weight = null, long ignore_index = -100, Reduction reduction = Reduction.Mean,
                double label_smoothing = 0.0)
                => CrossEntropy.Call(input, target, weight, (long)reduction, ignore_index, label_smoothing);

            /// <summary>−input[target].</summary>
            /// <param name="input">N×K(×…) log-probabilities.</param>
            /// <param name="target">N(×…) class numbers.</param>
            /// <param name="weight">K class weights, or null.</param>
            /// <param name="reduction">What becomes of the losses.</param>
            public static Tensor nll_loss(Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean)
                => NegativeLogLikelihood.Call(input, target, weight, (long)reduction);

            /// <summary>target·(log target − input): the Kullback–Leibler divergence of each element.</summary>
            /// <param name="input">Log-probabilities of any shape.</param>
            /// <param name="target">Of the same shape.</param>
            /// <param name="log_target">Whether the target is log-probabilities too.</param>
            /// <param name="reduction">What becomes of the elements; the mean is over all elements, not over the batch.</param>
            public static Tensor kl_div(Tensor input, Tensor target, bool log_target = true, Reduction reduction = Reduction.Mean)
                => KlDivergence.Call(input, target, (long)reduction, log_target);

            /// <summary>(input − target)².</summary>
            public static Tensor mse_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean)
                => SquaredError.Call(input, target, (long)reduction);

            /// <summary>|input − target|.</summary>
            public static Tensor l1_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean)
                => AbsoluteError.Call(input, target, (long)reduction);

            /// <summary>With d = |input − target|: d²/(2β) where d is below β, else d − β/2.</summary>
            public static Tensor smooth_l1_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean, double beta = 1.0)
                => SmoothAbsoluteError.Call(input, target, (long)reduction, beta);

            /// <summary>With d = |input − target|: d²/2 where d is below δ, else δ·(d − δ/2).</summary>
            public static Tensor huber_loss(Tensor input, Tensor target, double delta = 1.0, Reduction reduction = Reduction.Mean)
                => Huber.Call(input, target, (long)reduction, delta);

            /// <summary>−target·log input − (1 − target)·log(1 − input).</summary>
            public static Tensor binary_cross_entropy(Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean)
                => BinaryCrossEntropy.Call(input, target, weight, (long)reduction);

            /// <summary>−p·target·log σ(input) − (1 − target)·log(1 − σ(input)), with p the weight of positives.</summary>
            public static Tensor binary_cross_entropy_with_logits(
                Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean, Tensor? pos_weights = null)
                => BinaryCrossEntropyWithLogits.Call(input, target, weight, pos_weights, (long)reduction);

            /// <summary>1 − cos(input1, input2) where the target is 1, max(0, cos − margin) where it is −1.</summary>
            public static Tensor cosine_embedding_loss(
                Tensor input1, Tensor input2, Tensor target, double margin = 0.0, Reduction reduction = Reduction.Mean)
                => CosineEmbedding.Call(input1, input2, target, margin, (long)reduction);
        }
    }
}
