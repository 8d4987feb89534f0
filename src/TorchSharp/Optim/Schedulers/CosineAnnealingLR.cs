namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>Lets the rates fall to eta_min along half a cosine in T_max epochs (Loshchilov and Hutter, 2017, without restarts).</summary>
                public class CosineAnnealingLR : LRScheduler
                {
                    private readonly double _T_max;
                    private readonly double _eta_min;

                    /// <summary>Makes the schedule and takes its first step.</summary>
                    /// <param name="optimizer">What has the rates.</param>
                    /// <param name="T_max">How many epochs the fall takes.</param>
                    /// <param name="eta_min">The lowest rate.</param>
                    /// <param name="last_epoch">The epoch before the first.</param>
                    /// <param name="verbose">Whether each change is printed.</param>
                    public CosineAnnealingLR(Optimizer optimizer, double T_max, double eta_min = 0, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        _T_max = T_max;
                        _eta_min = eta_min;
                        step();
                    }

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_lr()
                    {
                        if (_last_epoch == 0)
                            return Current(lr => lr);
                        // The quotient of two neighbouring cosines; where the one before is 0, the rise from eta_min.
                        if ((_last_epoch - 1 - _T_max) % (2 * _T_max) == 0)
                            return _base_lrs.Zip(Current(lr => lr), (first, lr) => lr + (first - _eta_min) * (1 - Math.Cos(Math.PI / _T_max)) / 2);
                        return Current(lr => (1 + Math.Cos(Math.PI * _last_epoch / _T_max)) /
                            (1 + Math.Cos(Math.PI * (_last_epoch - 1) / _T_max)) * (lr - _eta_min) + _eta_min);
                    }

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_closed_form_lr()
                        => _base_lrs.Select(lr => _eta_min + (lr - _eta_min) * (1 + Math.Cos(Math.PI * _last_epoch / _T_max)) / 2);
                }
            }

            /// <summary>Lets the rates fall to eta_min along half a cosine in T_max epochs (Loshchilov and Hutter, 2017, without restarts).</summary>
            /// <param name="optimizer">What has the rates.</param>
            /// <param name="T_max">How many epochs the fall takes.</param>
            /// <param name="eta_min">The lowest rate.</param>
            /// <param name="last_epoch">The epoch before the first.</param>
            /// <param name="verbose">Whether each change is printed.</param>
            public static LRScheduler CosineAnnealingLR(Optimizer optimizer, double T_max, double eta_min = 0, int last_epoch = -1, bool verbose = false)
                => new impl.CosineAnnealingLR(optimizer, T_max, eta_min, last_epoch, verbose);
        }
    }
}
