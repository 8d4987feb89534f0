namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>Multiplies the rates by a factor that goes straight from one value to another in total_iters epochs.</summary>
                public class LinearLR : LRScheduler
                {
                    private readonly double _start_factor;
                    private readonly double _end_factor;
                    private readonly int _total_iters;

                    /// <summary>Makes the schedule and takes its first step.</summary>
                    /// <param name="optimizer">What has the rates.</param>
                    /// <param name="start_factor">The factor of epoch 0.</param>
                    /// <param name="end_factor">The factor from epoch total_iters on.</param>
                    /// <param name="total_iters">How many epochs the change takes.</param>
                    /// <param name="last_epoch">The epoch before the first.</param>
                    /// <param name="verbose">Whether each change is printed.</param>
                    public LinearLR(Optimizer optimizer, double start_factor = 1.0 / 3, double end_factor = 5, int total_iters = 5, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        _start_factor = start_factor;
                        _end_factor = end_factor;
                        _total_iters = total_iters;
                        step();
                    }

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_lr()
                    {
                        if (_last_epoch == 0)
                            return Current(lr => lr * _start_factor);
                        if (_last_epoch > _total_iters)
                            return Current(lr => lr);
                        return Current(lr => lr * Factor(_last_epoch) / Factor(_last_epoch - 1));
                    }

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_closed_form_lr()
                        => _base_lrs.Select(lr => lr * Factor(_last_epoch));

                    private double Factor(int epoch)
                        => _start_factor + (_end_factor - _start_factor) * Math.Min(epoch, _total_iters) / _total_iters;
                }
            }

            /// <summary>Multiplies the rates by a factor that goes straight from one value to another in total_iters epochs.</summary>
            /// <param name="optimizer">What has the rates.</param>
            /// <param name="start_factor">The factor of epoch 0.</param>
            /// <param name="end_factor">The factor from epoch total_iters on.</param>
            /// <param name="total_iters">How many epochs the change takes.</param>
            /// <param name="last_epoch">The epoch before the first.</param>
            /// <param name="verbose">Whether each change is printed.</param>
            public static LRScheduler LinearLR(Optimizer optimizer, double start_factor = 1.0 / 3, double end_factor = 5, int total_iters = 5, int last_epoch = -1, bool verbose = false)
                => new impl.LinearLR(optimizer, start_factor, end_factor, total_iters, last_epoch, verbose);
        }
    }
}
