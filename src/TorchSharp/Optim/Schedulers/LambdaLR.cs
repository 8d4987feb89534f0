namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>Multiplies the first rates by a function of the epoch.</summary>
                public class LambdaLR : LRScheduler
                {
                    private readonly List<Func<int, double>> _lr_lambdas;

                    /// <summary>Makes the schedule, with one function for all groups, and takes its first step.</summary>
                    public LambdaLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        _lr_lambdas = Enumerable.Repeat(lr_lambda, _base_lrs.Count).ToList();
                        step();
                    }

                    /// <summary>Makes the schedule, with a function for each group, and takes its first step.</summary>
                    public LambdaLR(Optimizer optimizer, IEnumerable<Func<int, double>> lr_lambdas, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        _lr_lambdas = lr_lambdas.ToList();
                        if (_lr_lambdas.Count != _base_lrs.Count)
                            throw new ArgumentException($"Expected {_base_lrs.Count} lr_lambdas, one a parameter group, but got {_lr_lambdas.Count}");
                        step();
                    }

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_lr()
                        => _base_lrs.Zip(_lr_lambdas, (lr, factor) => lr * factor(_last_epoch));
                }
            }

            /// <summary>Multiplies the first rates by a function of the epoch.</summary>
            /// <param name="optimizer">What has the rates.</param>
            /// <param name="lr_lambda">The factor of an epoch.</param>
            /// <param name="last_epoch">The epoch before the first.</param>
            /// <param name="verbose">Whether each change is printed.</param>
            public static LRScheduler LambdaLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1, bool verbose = false)
                => new impl.LambdaLR(optimizer, lr_lambda, last_epoch, verbose);

            /// <summary>Multiplies the first rates by a function of the epoch.</summary>
            /// <param name="optimizer">What has the rates.</param>
            /// <param name="lr_lambdas">The factors of an epoch, one function a group.</param>
            /// <param name="last_epoch">The epoch before the first.</param>
            /// <param name="verbose">Whether each change is printed.</param>
            public static LRScheduler LambdaLR(Optimizer optimizer, IEnumerable<Func<int, double>> lr_lambdas, int last_epoch = -1, bool verbose = false)
                => new impl.LambdaLR(optimizer, lr_lambdas, last_epoch, verbose);
        }
    }
}
