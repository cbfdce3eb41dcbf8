export type Credentials = 'good' | 'forged' | 'expired' | 'other_account' | 'wrong_biz_type' | 'deleted_scheme';
