namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>Multiplies the rates by a factor until total_iters epochs have passed.</summary>
                public class ConstantLR : LRScheduler
                {
                    private readonly double _factor;
                    private readonly int _total_iters;

                    /// <summary>Makes the schedule and takes its first step.</summary>
                    /// <param name="optimizer">What has the rates.</param>
                    /// <param name="factor">The factor.</param>
                    /// <param name="total_iters">How many epochs it holds.</param>
                    /// <param name="last_epoch">The epoch before the first.</param>
                    /// <param name="verbose">Whether each change is printed.</param>
                    public ConstantLR(Optimizer optimizer, double factor = 1.0 / 3, int total_iters = 5, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        _factor = factor;
                        _total_iters = total_iters;
                        step();
                    }

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_lr()
                        => _last_epoch == 0 ? Current(lr => lr * _factor) : _last_epoch == _total_iters ? Current(lr => lr / _factor) : Current(lr => lr);

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_closed_form_lr()
                        => _base_lrs.Select(lr => _last_epoch < _total_iters ? lr * _factor : lr);
                }
            }

            /// <summary>Multiplies the rates by a factor until total_iters epochs have passed.</summary>
            /// <param name="optimizer">What has the rates.</param>
            /// <param name="factor">The factor.</param>
            /// <param name="total_iters">How many epochs it holds.</param>
            /// <param name="last_epoch">The epoch before the first.</param>
            /// <param name="verbose">Whether each change is printed.</param>
            public static LRScheduler ConstantLR(Optimizer optimizer, double factor = 1.0 / 3, int total_iters = 5, int last_epoch = -1, bool verbose = false)
                => new impl.ConstantLR(optimizer, factor, total_iters, last_epoch, verbose);
        }
    }
}
