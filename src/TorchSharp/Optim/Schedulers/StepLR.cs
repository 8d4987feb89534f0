namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>Multiplies the rates by γ every step_size epochs.</summary>
                public class StepLR : LRScheduler
                {
                    private readonly int _step_size;
                    private readonly double _gamma;

                    /// <summary>Makes the schedule and takes its first step.</summary>
                    /// <param name="optimizer">What has the rates.</param>
                    /// <param name="step_size">How many epochs lie between.</param>
                    /// <param name="gamma">The factor (γ).</param>
                    /// <param name="last_epoch">The epoch before the first.</param>
                    /// <param name="verbose">Whether each change is printed.</param>
                    public StepLR(Optimizer optimizer, int step_size, double gamma = 0.1, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        _step_size = step_size;
                        _gamma = gamma;
                        step();
                    }

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_lr()
                        => _last_epoch == 0 || _last_epoch % _step_size != 0 ? Current(lr => lr) : Current(lr => lr * _gamma);

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_closed_form_lr()
                        => _base_lrs.Select(lr => lr * Math.Pow(_gamma, _last_epoch / _step_size));
                }
            }

            /// <summary>Multiplies the rates by γ every step_size epochs.</summary>
            /// <param name="optimizer">What has the rates.</param>
            /// <param name="step_size">How many epochs lie between.</param>
            /// <param name="gamma">The factor (γ).</param>
            /// <param name="last_epoch">The epoch before the first.</param>
            /// <param name="verbose">Whether each change is printed.</param>
            public static LRScheduler StepLR(Optimizer optimizer, int step_size, double gamma = 0.1, int last_epoch = -1, bool verbose = false)
                => new impl.StepLR(optimizer, step_size, gamma, last_epoch, verbose);
        }
    }
}
